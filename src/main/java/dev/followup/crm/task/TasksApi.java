package dev.followup.crm.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.AuthorizationFilter;
import dev.followup.crm.session.Page;
import dev.followup.crm.session.ResponseFilter;
import dev.followup.crm.session.RetryBackoff;
import dev.followup.crm.session.RetryPredicate;
import io.quarkus.rest.client.reactive.Url;
import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.faulttolerance.api.RetryWhen;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// The CRM's Tasks API v4. Every attempt passes the `AuthorizationFilter`, every answer the `ResponseFilter`.
/// A call that may be repeated is repeated until the deadline of its session.
///
/// An answer is `null` where the CRM answers without content.
@RegisterRestClient(configKey = "crm", baseUri = "https://account.invalid")
@RegisterProvider(AuthorizationFilter.class)
@RegisterProvider(ResponseFilter.class)
@Path("/api/v4/tasks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({"application/hal+json", MediaType.APPLICATION_JSON})
@Retry(maxRetries = TasksApi.RETRIES, delay = TasksApi.FIRST_DELAY, maxDuration = 0, jitter = 0)
@CustomBackoff(RetryBackoff.class)
@RetryWhen(exception = RetryPredicate.AnyTransientFailure.class)
public interface TasksApi {

    /// The most retries of a call.
    int RETRIES = 4;

    /// The delay before the first retry, in milliseconds.
    long FIRST_DELAY = 500;

    @GET
    @Nullable
    Page<JsonNode> list(@Url URI host, @RestQuery MultivaluedMap<String, String> query);

    @POST
    @Retry(maxRetries = RETRIES, delay = FIRST_DELAY, maxDuration = 0, jitter = 0)
    @CustomBackoff(RetryBackoff.class)
    @RetryWhen(exception = RetryPredicate.NotTaken.class)
    @Nullable
    TaskReceipts add(@Url URI host, List<TaskRequest> tasks);

    @PATCH
    @Retry(maxRetries = RETRIES, delay = FIRST_DELAY, maxDuration = 0, jitter = 0)
    @CustomBackoff(RetryBackoff.class)
    @RetryWhen(exception = RetryPredicate.NotTaken.class)
    @Nullable
    TaskReceipts edit(@Url URI host, List<TaskRequest> tasks);

    @PATCH
    @Path("/{id}")
    @Retry(maxRetries = RETRIES, delay = FIRST_DELAY, maxDuration = 0, jitter = 0)
    @CustomBackoff(RetryBackoff.class)
    @RetryWhen(exception = RetryPredicate.NotTaken.class)
    @Nullable
    TaskReceipts editOne(@Url URI host, @PathParam("id") long id, TaskRequest task);
}
