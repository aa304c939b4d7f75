package dev.followup.crm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.followup.crm.session.AuthorizationFilter;
import dev.followup.crm.session.ResponseFilter;
import dev.followup.crm.webhook.SimulatedWebhooks;
import dev.followup.sandbox.http.Response;
import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.faulttolerance.api.RetryWhen;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jspecify.annotations.Nullable;

/// The REST clients of a test without a container: they read the interfaces' annotations as Quarkus and fault
/// tolerance do, and pass each attempt through the production's filters to a connection.
public final class CrmClients implements SimulatedWebhooks.ClientFactory {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /// The way to a CRM.
    public interface Connection {

        /// The answer to a request. A request without an answer fails as with a REST client.
        Response exchange(URI host, CrmRequest request) throws ProcessingException;

        /// Waits before a call is repeated.
        void pause(Duration length);

        /// What is waited before the first repetition, in milliseconds.
        default long firstDelay(Retry retry) {
            return retry.delay();
        }
    }

    private final Connection connection;
    private final AuthorizationFilter requestFilter;
    private final ResponseFilter responseFilter;

    public CrmClients(Connection connection, AuthorizationFilter requestFilter, ResponseFilter responseFilter) {
        this.connection = connection;
        this.requestFilter = requestFilter;
        this.responseFilter = responseFilter;
    }

    /// A client of an interface.
    @Override
    public <T> T of(Class<T> api) {
        return api.cast(Proxy.newProxyInstance(
                api.getClassLoader(), new Class<?>[] {api}, (_, method, arguments) -> call(api, method, arguments)));
    }

    private @Nullable Object call(Class<?> api, Method method, @Nullable Object[] arguments) throws Exception {
        var retry = annotation(Retry.class, method, api);
        var predicate = annotation(RetryWhen.class, method, api)
                .exception()
                .getDeclaredConstructor()
                .newInstance();
        var backoff = annotation(CustomBackoff.class, method, api)
                .value()
                .getDeclaredConstructor()
                .newInstance();
        backoff.init(connection.firstDelay(retry));
        for (int attempt = 0; ; attempt++) {
            try {
                return attempt(host(arguments), request(api, method, arguments), method);
            } catch (RuntimeException e) {
                if (attempt == retry.maxRetries() || !predicate.test(e)) {
                    throw e;
                }
                connection.pause(Duration.ofMillis(backoff.nextDelayInMillis(e)));
            }
        }
    }

    private @Nullable Object attempt(URI host, CrmRequest request, Method method) {
        var attempt = new Attempt(host, request);
        requestFilter.filter(attempt.request());
        var answer = connection.exchange(host, request);
        try {
            responseFilter.filter(attempt.request(), attempt.response(answer));
            return answer.status() == 204
                    ? null
                    : JSON.readValue(answer.body(), JSON.constructType(method.getGenericReturnType()));
        } catch (IOException e) {
            throw new ProcessingException(e);
        } catch (RuntimeException e) {
            throw new ProcessingException(e);
        }
    }

    private static URI host(@Nullable Object[] arguments) {
        if (arguments[0] instanceof URI host) {
            return host;
        }
        throw new IllegalArgumentException("the first parameter is not the host");
    }

    private static <A extends Annotation> A annotation(Class<A> type, Method method, Class<?> api) {
        var own = method.getAnnotation(type);
        return own != null ? own : Objects.requireNonNull(api.getAnnotation(type));
    }

    @SuppressWarnings("unchecked") // the interfaces' parameters of this type have texts
    private static CrmRequest request(Class<?> api, Method method, @Nullable Object[] arguments) {
        var path = Objects.requireNonNull(api.getAnnotation(Path.class)).value();
        var own = method.getAnnotation(Path.class);
        var names = new HashMap<String, String>();
        MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
        JsonNode body = MissingNode.getInstance();
        for (int i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            var name = method.getParameters()[i].getAnnotation(PathParam.class);
            var parameter = method.getParameters()[i].getAnnotation(QueryParam.class);
            if (name != null) {
                names.put(name.value(), String.valueOf(argument));
            } else if (parameter != null) {
                query.putSingle(parameter.value(), String.valueOf(argument));
            } else if (argument instanceof MultivaluedMap<?, ?> map) {
                query = (MultivaluedMap<String, String>) map;
            } else if (argument != null && !(argument instanceof URI)) {
                body = JSON.valueToTree(argument);
            }
        }
        var whole = own == null ? path : path + own.value();
        for (var name : names.entrySet()) {
            whole = whole.replace("{" + name.getKey() + "}", name.getValue());
        }
        var verb = method.isAnnotationPresent(GET.class)
                ? "GET"
                : method.isAnnotationPresent(POST.class) ? "POST" : "PATCH";
        return new CrmRequest(verb, whole, query, body);
    }

    /// One attempt, as the filters see it.
    private record Attempt(
            URI host, CrmRequest sent, Map<String, Object> properties, MultivaluedMap<String, Object> headers) {

        Attempt(URI host, CrmRequest sent) {
            this(host, sent, new HashMap<>(), new MultivaluedHashMap<>());
        }

        ClientRequestContext request() {
            return proxy(ClientRequestContext.class, (method, arguments) -> switch (method) {
                case "getHeaders" -> headers;
                case "getMethod" -> sent.method();
                case "getUri" -> host.resolve(sent.path());
                case "getProperty" -> properties.get(String.valueOf(arguments[0]));
                case "setProperty" -> properties.put(String.valueOf(arguments[0]), arguments[1]);
                default -> throw new UnsupportedOperationException(method);
            });
        }

        ClientResponseContext response(Response answer) {
            var responseHeaders = new MultivaluedHashMap<String, String>();
            answer.headers().forEach(responseHeaders::putSingle);
            InputStream body = new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8));
            return proxy(ClientResponseContext.class, (method, arguments) -> switch (method) {
                case "getStatus" -> answer.status();
                case "hasEntity" -> !answer.body().isEmpty();
                case "getEntityStream" -> body;
                case "getHeaders" -> responseHeaders;
                case "getHeaderString" -> responseHeaders.getFirst(String.valueOf(arguments[0]));
                case "setEntityStream" -> null;
                default -> throw new UnsupportedOperationException(method);
            });
        }

        private static <T> T proxy(Class<T> type, Answers answers) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (_, method, arguments) ->
                            answers.of(method.getName(), arguments == null ? new Object[0] : arguments)));
        }

        private interface Answers {
            @Nullable
            Object of(String method, Object[] arguments);
        }
    }
}
