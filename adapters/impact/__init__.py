"""The numbers behind an impact, as tables in files: a spreadsheet for people, Parquet for programs."""
