package dev.followup.warmup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// CRM and table of a warm-up, on one port. The table is always empty, takes everything, and gives everybody the
/// lease. The CRM has no task, and adds each. Both keep nothing.
final class WarmUpServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BACKLOG = 50;

    /// A change in the expression of an update: to a value, or by an increment.
    private static final Pattern CHANGE = Pattern.compile("(#\\w+) = (:\\w+|if_not_exists)");

    private final ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong tasks = new AtomicLong();
    private final AtomicLong generations = new AtomicLong();

    WarmUpServer() throws IOException {
        threads.execute(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                var caller = socket.accept();
                caller.setTcpNoDelay(true);
                threads.execute(() -> serve(caller));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket caller) {
        try (caller;
                var in = new BufferedInputStream(caller.getInputStream())) {
            for (var head = head(in); !head.isEmpty(); head = head(in)) {
                var body = in.readNBytes(Integer.parseInt(header(head, "content-length", "0")));
                var target = header(head, "x-amz-target", "");
                var answer = (target.isEmpty() ? crm(body) : table(target, body)).getBytes(UTF_8);
                caller.getOutputStream().write(answer(answer));
            }
        } catch (SocketException _) {
            // the other side has hung up
        } catch (IOException _) {
            // the call fails, and with it the warm-up
        }
    }

    /// The lines of a request before its body; none at the end of the connection.
    private static List<String> head(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static String header(List<String> head, String name, String otherwise) {
        return head.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    private static byte[] answer(byte[] body) {
        var sum = new CRC32();
        sum.update(body);
        var head = "HTTP/1.1 " + (body.length == 0 ? "204 No Content" : "200 OK") + "\r\nContent-Type: "
                + "application/json\r\nContent-Length: " + body.length + "\r\nx-amz-crc32: " + sum.getValue()
                + "\r\n\r\n";
        var answer = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(ISO_8859_1), 0, answer, 0, head.length());
        System.arraycopy(body, 0, answer, head.length(), body.length);
        return answer;
    }

    /// The answer of the CRM: tasks that it has added, or nothing that was found.
    private String crm(byte[] body) throws IOException {
        if (body.length == 0) {
            return "";
        }
        var answer = JSON.createObjectNode();
        var added = answer.putObject("_embedded").putArray("tasks");
        for (var task : JSON.readTree(body)) {
            added.addObject()
                    .put("id", tasks.incrementAndGet())
                    .put("request_id", task.path("request_id").asText());
        }
        return answer.toString();
    }

    private String table(String target, byte[] body) throws IOException {
        return switch (target.substring(target.indexOf('.') + 1)) {
            case "BatchGetItem" -> "{\"Responses\":{},\"UnprocessedKeys\":{}}";
            case "BatchWriteItem" -> "{\"UnprocessedItems\":{}}";
            case "Query" -> "{\"Items\":[],\"Count\":0,\"ScannedCount\":0}";
            case "UpdateItem" -> updated(JSON.readTree(body));
            default -> "{}";
        };
    }

    /// The item that an update makes of none. What it increments is one more each time, as the generation of a
    /// lease is of which nobody else has one in between.
    private String updated(JsonNode update) {
        var answer = JSON.createObjectNode();
        var item = answer.putObject("Attributes");
        update.path("Key").forEachEntry(item::set);
        var names = update.path("ExpressionAttributeNames");
        var values = update.path("ExpressionAttributeValues");
        CHANGE.matcher(update.path("UpdateExpression").asText()).results().forEach(change -> {
            var name = names.path(change.group(1)).asText();
            if (values.has(change.group(2))) {
                item.set(name, values.get(change.group(2)));
            } else {
                item.putObject(name).put("N", Long.toString(generations.incrementAndGet()));
            }
        });
        return answer.toString();
    }
}
