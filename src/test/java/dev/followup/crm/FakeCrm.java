package dev.followup.crm;

import dev.followup.account.Account;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/// A CRM that answers exactly what a test gives it, byte by byte if needed, and records the requests. It
/// gives the answers in the order in which they were added, and answers 418 after the last.
public final class FakeCrm implements AutoCloseable {

    private static final Answer SILENCE = new Answer("", true, "", ChronoUnit.FOREVER.getDuration());

    private final ServerSocket socket;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private volatile Function<Request, Answer> otherwise = _ -> whole(418, "", "");
    private volatile Predicate<Request> refused = _ -> false;
    private volatile Answer refusal = whole(418, "", "");
    private volatile Thinking thinking = () -> {};

    /// A request as it was received.
    public record Request(String method, String target, Map<String, String> headers, String body) {
        public String line() {
            return method + " " + target;
        }

        /// The GET parameters, decoded, such as `page=1`.
        public List<String> parameters() {
            return Arrays.stream(target.substring(target.indexOf('?') + 1).split("&", -1))
                    .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /// @param drop what is sent again and again after the bytes; empty if nothing is
    private record Answer(String bytes, boolean isLast, String drop, Duration pause) {

        Answer(String bytes, boolean isLast) {
            this(bytes, isLast, "", Duration.ZERO);
        }
    }

    /// An action between a request and its answer.
    public interface Thinking {
        void run() throws InterruptedException;
    }

    public FakeCrm() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public Account account() {
        return new Account("crm-" + socket.getLocalPort(), URI.create("http://localhost:" + socket.getLocalPort()));
    }

    /// The next answer: JSON with a status.
    public FakeCrm answers(int status, String json) {
        return answers(status, "Content-Type: application/hal+json\r\n", json);
    }

    /// The next answer, with header lines of its own.
    public FakeCrm answers(int status, String headers, String body) {
        answers.add(whole(status, headers, body));
        return this;
    }

    /// The next answer as raw bytes, after which the connection is closed.
    public FakeCrm cuts(String bytes) {
        answers.add(new Answer(bytes, true));
        return this;
    }

    /// The next answer, whose body never ends and arrives bit by bit.
    public FakeCrm drips(String head, String drop, Duration pause) {
        answers.add(new Answer(head, true, drop, pause));
        return this;
    }

    /// No answer to the next request, until the client goes away.
    public FakeCrm staysSilent() {
        answers.add(SILENCE);
        return this;
    }

    /// The JSON answer after the last of the given answers.
    public FakeCrm answersByRequest(Function<Request, String> json) {
        this.otherwise = request -> whole(200, "", json.apply(request));
        return this;
    }

    /// The answer to each of these requests, whatever is to be answered otherwise.
    public FakeCrm refuses(Predicate<Request> which, int status, String body) {
        this.refusal = whole(status, "", body);
        this.refused = which;
        return this;
    }

    /// The action before each answer.
    public FakeCrm thinks(Thinking thinking) {
        this.thinking = thinking;
        return this;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /// The request lines, in the order in which they were received.
    public List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    public Request only() {
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, found " + lines());
        }
        return requests.getFirst();
    }

    public int mostInFlight() {
        return mostInFlight.get();
    }

    private static Answer whole(int status, String headers, String body) {
        var length = body.getBytes(StandardCharsets.UTF_8).length;
        return new Answer(
                "HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: " + length + "\r\n\r\n" + body, false);
    }

    private void accept() {
        try {
            while (true) {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (SocketException _) {
            // closed by the test
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket connection) {
        try (connection;
                var in = new BufferedInputStream(connection.getInputStream())) {
            var open = true;
            for (var line = line(in); open && !line.isEmpty(); line = open ? line(in) : "") {
                var request = request(line, in);
                requests.add(request);
                mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                thinking.run();
                var answer = refused.test(request)
                        ? refusal
                        : Objects.requireNonNullElseGet(answers.poll(), () -> otherwise.apply(request));
                inFlight.decrementAndGet();
                if (answer.equals(SILENCE)) {
                    line(in);
                    return;
                }
                connection.getOutputStream().write(answer.bytes().getBytes(StandardCharsets.UTF_8));
                while (!answer.drop().isEmpty()) {
                    Thread.sleep(answer.pause());
                    connection.getOutputStream().write(answer.drop().getBytes(StandardCharsets.UTF_8));
                }
                open = !answer.isLast();
            }
        } catch (IOException _) {
            // the client went away, as it may
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request request(String line, InputStream in) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        var length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        var words = line.split(" ", -1);
        return new Request(words[0], words[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
