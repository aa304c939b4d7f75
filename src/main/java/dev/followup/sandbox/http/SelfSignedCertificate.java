package dev.followup.sandbox.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A self-signed certificate for `localhost` and its key. The JDK's `keytool` makes both at the first start; they
/// are kept in a directory, so that clients which trust the certificate go on to.
///
/// @param pem the certificate's file, which clients are to trust
public record SelfSignedCertificate(SSLContext context, Path pem) {

    private static final String ALIAS = "sandbox";

    /// The key is as public as the sandbox's token: it protects nothing.
    private static final String PASSWORD = "sandbox";

    /// The certificate in a directory.
    ///
    /// @throws IllegalStateException if there is none and none can be made
    public static SelfSignedCertificate in(Path directory) {
        Path file = directory.resolve("sandbox.p12").toAbsolutePath();
        try {
            if (!Files.exists(file) || !isValid(keyStore(file))) {
                Files.createDirectories(directory);
                Files.deleteIfExists(file);
                make(file);
            }
            KeyStore keys = keyStore(file);
            Path pem = file.resolveSibling("sandbox.pem");
            Files.writeString(pem, pem(certificate(keys)));
            return new SelfSignedCertificate(context(keys), pem);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the sandbox's certificate cannot be made in " + directory + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the sandbox's certificate was made", e);
        }
    }

    private static void make(Path file) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost, O=Followup's sandbox",
                        "-ext",
                        "san=dns:localhost,dns:*.localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1",
                        "-ext",
                        "bc=ca:true",
                        "-validity",
                        "365",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        keytool.getOutputStream().close();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + output.strip());
        }
    }

    private static KeyStore keyStore(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static boolean isValid(KeyStore keys) throws GeneralSecurityException {
        try {
            certificate(keys).checkValidity();
            return true;
        } catch (CertificateException _) {
            return false; // a year has passed
        }
    }

    private static X509Certificate certificate(KeyStore keys) throws GeneralSecurityException {
        return (X509Certificate) keys.getCertificate(ALIAS);
    }

    private static String pem(X509Certificate certificate) throws CertificateException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
