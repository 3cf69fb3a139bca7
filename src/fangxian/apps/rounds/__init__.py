"""Application 8, testing rounds (区域核酸检测): how each stands, whom its figures count, the report for a meeting."""
