package dev.followup.sandbox.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.SSLContext;

/// A port that accepts connections from this machine only.
public final class LocalPort {

    /// Connections that may wait to be accepted, so that the system refuses none of a burst.
    private static final int BACKLOG = 512;

    private LocalPort() {}

    /// Opens a port for a server that is started later.
    ///
    /// @param port 0 for any that is free
    /// @param setting the setting that chooses another port
    /// @throws IllegalStateException if something listens there already
    public static HttpServer listen(int port, String setting) {
        return open(port, setting, HttpServer::create);
    }

    /// Opens a port for a server that speaks TLS.
    ///
    /// @throws IllegalStateException if something listens there already
    public static HttpServer listen(int port, String setting, SSLContext tls) {
        HttpsServer server = open(port, setting, HttpsServer::create);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static <S extends HttpServer> S open(int port, String setting, Factory<S> factory) {
        try {
            return factory.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (BindException e) {
            throw new IllegalStateException(
                    "port " + port + " is taken: end what listens there, or choose another port by " + setting, e);
        } catch (IOException e) {
            throw new IllegalStateException("port " + port + " cannot be opened: " + e, e);
        }
    }

    /// The URL of a server, such as `http://localhost:8090`.
    public static URI address(HttpServer server) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
    }

    private interface Factory<S> {
        S create(InetSocketAddress address, int backlog) throws IOException;
    }
}
