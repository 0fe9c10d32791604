"""The pages that simulate: past runs, a new one, its charts, who is affected, one subject explained twice."""
