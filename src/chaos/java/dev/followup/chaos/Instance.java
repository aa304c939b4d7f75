package dev.followup.chaos;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// The main class of an instance's process: hands events to the function's handler, one after the other, as Lambda's
/// runtime does. An exception of the handler's ends it.
/// Source: AWS documentation, "Using the Lambda runtime API for custom runtimes"; read 2026-11-21.
final class Instance {

    private Instance() {}

    /// Works until the process is ended.
    ///
    /// @param arguments the handler's class
    public static void main(String[] arguments) throws Exception {
        var invocations =
                URI.create("http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/");
        var handler = Class.forName(arguments[0])
                .asSubclass(RequestStreamHandler.class)
                .getConstructor()
                .newInstance();
        try (var http = HttpClient.newHttpClient()) {
            while (true) {
                var next = HttpRequest.newBuilder(invocations.resolve("next")).build();
                var event = http.send(next, BodyHandlers.ofByteArray());
                var reply = new ByteArrayOutputStream();
                handler.handleRequest(new ByteArrayInputStream(event.body()), reply, context(event));
                var id = header(event, "Lambda-Runtime-Aws-Request-Id");
                var response = HttpRequest.newBuilder(invocations.resolve(id + "/response"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(reply.toByteArray()))
                        .build();
                http.send(response, BodyHandlers.discarding());
            }
        } finally {
            Runtime.getRuntime().halt(1); // the application's threads would keep it alive
        }
    }

    private static Context context(HttpResponse<?> event) {
        var deadline = Long.parseLong(header(event, "Lambda-Runtime-Deadline-Ms"));
        return (Context) Proxy.newProxyInstance(
                Instance.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (_, method, _) -> switch (method.getName()) {
                    case "getRemainingTimeInMillis" -> (int) (deadline - System.currentTimeMillis());
                    case "getAwsRequestId" -> header(event, "Lambda-Runtime-Aws-Request-Id");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static String header(HttpResponse<?> event, String name) {
        return event.headers().firstValue(name).orElseThrow();
    }
}
