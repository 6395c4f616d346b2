"""证书附件: the sites and projects that a certificate covers."""
