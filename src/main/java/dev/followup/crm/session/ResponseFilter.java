package dev.followup.crm.session;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.followup.telemetry.Metric;
import dev.followup.telemetry.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;
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

    ResponseFilter(ObjectMapper json, Clock clock, Metrics metrics) {
        this.json = json;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (!(request.getProperty(RateLimitFilter.CALL) instanceof CrmCall call) || response.getStatus() == 0) {
            return; // filters also run where nothing was sent, or no answer came
        }
        call.markAnswered(response.getStatus());
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
        var error = ErrorBody.of(document);
        var answer = words(call, response, document, error);
        var status = response.getStatus();
        if (status >= 500) {
            return new CrmException.ServerError(answer, call.sentAt());
        }
        if (status == 402 || (status == 400 && isUnpaid(error))) {
            return call.isOptional() ? new CrmException.NotInPlan(answer) : new CrmException.Unpaid(answer);
        }
        return switch (status) {
            case 401 -> call.refused(answer);
            case 403 ->
                document.isContainerNode() ? new CrmException.Forbidden(answer) : new CrmException.Blocked(answer);
            case 404 -> new CrmException.NotFound(answer);
            case 429 -> tooManyRequests(call, answer, retryAfter(response, document));
            default ->
                error.items().isEmpty()
                        ? new CrmException.Rejected(answer)
                        : new CrmException.Invalid(answer, error.items());
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
            LOG.warnf(
                    "%s: the CRM answered 429 and asks to wait %s s. No request is sent to this account until then",
                    call.session().account().name(), reported.toSeconds());
            call.session().pause(reported);
        }
        return new CrmException.TooManyRequests(answer, reported);
    }

    private static boolean isUnpaid(ErrorBody error) {
        return error.detail().toLowerCase(Locale.ROOT).contains("payment required");
    }

    private static String words(CrmCall call, ClientResponseContext response, JsonNode document, ErrorBody error) {
        var said = document.isContainerNode() ? error.detail() : "no JSON";
        var id = response.getHeaderString("X-Request-Id");
        return call.request() + " answered " + response.getStatus() + " (" + said + ")"
                + (id == null ? "" : " [X-Request-Id " + id + "]");
    }
}
