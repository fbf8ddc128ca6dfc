"""Lists of people to be told: from a file or a database. Read once, one row at a time, nothing of it is kept here."""

from toolkit.collect.recipients.csvfile import COLUMNS, Row, csv_rows, report_rows
from toolkit.collect.recipients.sql import sql_rows

__all__ = ["COLUMNS", "Row", "csv_rows", "report_rows", "sql_rows"]
