package dev.followup.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A proxy in front of the local DynamoDB, which can be away: then every connection is cut.
final class TableProxy implements AutoCloseable {

    private final URI table;
    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    TableProxy(URI table) {
        this.table = table;
        try {
            server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("table proxy").start(this::accept);
    }

    URI address() {
        return URI.create("http://localhost:" + server.getLocalPort());
    }

    /// Is away for some time.
    void goAway(Duration time) throws InterruptedException {
        away = true;
        connections.forEach(TableProxy::close);
        Thread.sleep(time);
        away = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException _) {
                // the connection was cut, or the run is over
            }
        }
    }

    private void serve(Socket client) throws IOException {
        connections.add(client);
        if (away) {
            close(client);
            return;
        }
        var behind = new Socket(table.getHost(), table.getPort());
        connections.add(behind);
        Thread.ofVirtual().start(() -> pass(client, behind));
        Thread.ofVirtual().start(() -> pass(behind, client));
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // one of them was cut
        }
        connections.remove(from);
        connections.remove(to);
    }

    private static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(TableProxy::close);
    }
}
