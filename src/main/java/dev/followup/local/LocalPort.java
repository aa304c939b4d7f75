package dev.followup.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/// A port of this machine, for this machine only.
final class LocalPort {

    private LocalPort() {}

    /// Listens there.
    ///
    /// @param port 0 for any free one
    /// @param setting what moves it elsewhere
    /// @throws IllegalStateException if it is taken
    static HttpServer listen(int port, String setting) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port " + port + " is taken: stop what listens there, or choose another by " + setting, e);
        }
    }

    static URI address(HttpServer server) {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }
}
