"""表单和册子: official forms as docx that a county may edit, books as PDF, and the signed sheets that come back."""
