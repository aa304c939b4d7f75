package dev.followup.sandbox.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

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
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (BindException e) {
            throw new IllegalStateException(
                    "port " + port + " is taken: end what listens there, or choose another port by " + setting, e);
        } catch (IOException e) {
            throw new IllegalStateException("port " + port + " cannot be opened: " + e, e);
        }
    }

    /// The URL of a server, such as `http://localhost:8090`.
    public static URI address(HttpServer server) {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }
}
