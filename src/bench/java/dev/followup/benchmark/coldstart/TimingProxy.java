package dev.followup.benchmark.coldstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A proxy between a function and a server. It forwards the bytes, counts the requests, and records the time from the
/// first byte of each to the last one of its answer.
final class TimingProxy implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final URI server;
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Collection<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    TimingProxy(URI server) throws IOException {
        this.server = server;
        threads.execute(this::open);
    }

    /// The URL that a function uses instead of the server's.
    URI address() {
        return URI.create("http://localhost:" + socket.getLocalPort());
    }

    /// The calls so far, which are then forgotten.
    Collection<Call> take() {
        var taken = calls.stream().toList();
        calls.removeAll(taken);
        return taken;
    }

    /// The number of requests since the last time.
    int takeRequests() {
        return requests.getAndSet(0);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() {
        try {
            while (true) {
                var function = socket.accept();
                var far = new Socket(server.getHost(), server.getPort());
                function.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                var line = new Line();
                threads.execute(() -> pass(function, far, line::asked));
                threads.execute(() -> pass(far, function, line::answered));
            }
        } catch (SocketException _) {
            // closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(Socket from, Socket to, Runnable noted) {
        var buffer = new byte[BUFFER];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                noted.run();
                out.write(buffer, 0, read);
            }
        } catch (IOException _) {
            // one side has hung up
        }
    }

    /// A time in nanoseconds in which a server had a request.
    record Call(long begin, long end) {

        /// The time in which at least one of several was under way.
        static long union(Collection<Call> calls) {
            long sum = 0;
            long last = Long.MIN_VALUE;
            for (var call : calls.stream().sorted(Comparator.comparing(Call::begin)).toList()) {
                sum += Math.max(0, call.end - Math.max(call.begin, last));
                last = Math.max(last, call.end);
            }
            return sum;
        }
    }

    /// One connection: a request is followed by its answer.
    private final class Line {

        private long begin;
        private boolean waits;

        private synchronized void asked() {
            if (!waits) {
                begin = System.nanoTime();
                waits = true;
                requests.incrementAndGet();
            }
        }

        /// An answer in several parts counts as that many calls, one after the other.
        private synchronized void answered() {
            long now = System.nanoTime();
            calls.add(new Call(begin, now));
            begin = now;
            waits = false;
        }
    }
}
