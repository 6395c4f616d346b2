"""认证证书: the certificate and its draft."""
