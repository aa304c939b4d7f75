package dev.followup.crm.session;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.followup.telemetry.LogContext;
import dev.followup.telemetry.LogTime;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import dev.followup.text.LogText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.client.impl.ClientRequestContextImpl;
import org.jspecify.annotations.Nullable;

/// The response filter that turns every error answer into an exception, and makes sure that every other
/// answer is JSON or empty. It looks at the body and not at the content type, since proxies answer for the
/// CRM.
@ApplicationScoped
public class ResponseFilter implements ClientResponseFilter {

    private static final Logger LOG = Logger.getLogger(ResponseFilter.class);
    private static final int NO_CONTENT = 204;

    private final ObjectMapper json;
    private final Clock clock;
    private final Metrics metrics;

    public ResponseFilter(ObjectMapper json, Clock clock, Metrics metrics) {
        this.json = json;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (!(request.getProperty(RateLimitFilter.CALL) instanceof CrmCall call)
                || response.getStatus() == 0
                || hasFailed(request)) {
            return; // filters also run where nothing was sent, or no whole answer came
        }
        var body = response.hasEntity() ? response.getEntityStream().readAllBytes() : new byte[0];
        var document = read(body);
        var status = response.getStatus();
        if (status < 200 || status > 299) {
            throw failure(call, response, document);
        }
        if (status == NO_CONTENT) {
            return;
        }
        if (!document.isContainerNode()) {
            throw new CrmException.Broken(call, status + " with " + body.length + " bytes that are not whole JSON");
        }
        response.setEntityStream(new ByteArrayInputStream(body));
        response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
    }

    /// Whether the attempt has failed already, for example because its answer is too long. The client also makes an
    /// exception of every error answer: those are read here.
    private static boolean hasFailed(ClientRequestContext request) {
        if (!(request instanceof ClientRequestContextImpl context)) {
            return false;
        }
        var failure = context.getRestClientRequestContext().getThrowable();
        return failure != null && !(failure instanceof WebApplicationException);
    }

    /// The body as JSON; a missing node if it is not JSON.
    private JsonNode read(byte[] body) throws IOException {
        try {
            return json.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(body);
        } catch (JacksonException _) {
            return MissingNode.getInstance();
        }
    }

    private CrmException failure(CrmCall call, ClientResponseContext response, JsonNode document) {
        var status = response.getStatus();
        var error = ErrorBody.of(document, status);
        var answer = words(call, response, error);
        return switch (AnswerClassifier.meaning(status, error, call.subject())) {
            case INVALID_ITEMS -> new CrmException.Invalid(answer, error.items());
            case REJECTED -> new CrmException.Rejected(answer);
            case FORBIDDEN -> new CrmException.Forbidden(answer);
            case NOT_FOUND -> new CrmException.NotFound(answer);
            case NOT_IN_PLAN -> new CrmException.NotInPlan(answer);
            case UNAUTHORIZED -> call.refused(answer);
            case UNPAID -> new CrmException.Unpaid(answer);
            case BLOCKED -> new CrmException.Blocked(answer);
            case TOO_MANY_REQUESTS -> tooManyRequests(call, answer, retryAfter(response, document));
            case SERVER_ERROR -> new CrmException.ServerError(answer, call.sentAt());
            case UNEXPECTED -> new CrmException.Unexpected(answer);
        };
    }

    private @Nullable Duration retryAfter(ClientResponseContext response, JsonNode document) {
        var header = response.getHeaderString(HttpHeaders.RETRY_AFTER);
        return RetryAfter.of(header, document, clock.instant()).orElse(null);
    }

    /// Makes all calls to the account wait as long as the CRM asks.
    private CrmException tooManyRequests(CrmCall call, String answer, @Nullable Duration reported) {
        metrics.add(call.session().account().name(), Metric.THROTTLED, 1);
        if (reported != null) {
            var account = call.session().account().name();
            try (var _ = LogContext.of(LogContext.ACCOUNT, account)) { // another thread than the account's
                LOG.warnf(
                        "%s: the CRM answered 429 and asks to wait %s. No request is sent to this account until then",
                        account, LogTime.of(reported));
            }
            call.session().pause(reported);
        }
        return new CrmException.TooManyRequests(answer, reported);
    }

    private static String words(CrmCall call, ClientResponseContext response, ErrorBody error) {
        var said = error.isJson() ? error.detail() : "no JSON";
        var id = response.getHeaderString("X-Request-Id");
        return call.request() + " answered " + response.getStatus() + " (" + said + ")"
                + (id == null ? "" : " [X-Request-Id " + LogText.of(id) + "]");
    }
}
