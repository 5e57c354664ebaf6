"""淮源 (Huaiyuan): a county platform for keeping rural families out of poverty."""

__version__ = "0.1.0"
