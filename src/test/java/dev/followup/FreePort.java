package dev.followup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/// Ports for servers that do not accept port 0, and for those on which nobody is to listen.
public final class FreePort {

    private FreePort() {}

    /// The number of a port that was free a moment ago.
    public static int find() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
