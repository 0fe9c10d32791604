"""Try it: a verdict on facts that one enters, why and why not, and what would be if some of them were different."""
