"""会议签到表: attendance at the opening and the closing meeting."""
