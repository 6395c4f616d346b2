"""附录 4 检查表: every sub-item of Appendix 4 with result and evidence."""
