"""The pages people work with: each view reads, asks the API from within, and renders."""
