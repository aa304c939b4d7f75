package dev.followup.sandbox.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/// A port of this machine, for this machine only.
public final class LocalPort {

    /// Connections that wait to be taken: a burst of clients must not be turned away by the system.
    private static final int BACKLOG = 512;

    private LocalPort() {}

    /// Takes it, for a server that is still to be started.
    ///
    /// @param port 0 for any that is free
    /// @param setting what chooses another
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

    /// Where a server listens, such as `http://localhost:8090`.
    public static URI address(HttpServer server) {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }
}
