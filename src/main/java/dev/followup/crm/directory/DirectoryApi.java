package dev.followup.crm.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.AuthorizationFilter;
import dev.followup.crm.session.Page;
import dev.followup.crm.session.ResponseFilter;
import dev.followup.crm.session.RetryBackoff;
import dev.followup.crm.session.RetryPredicate;
import dev.followup.crm.task.TasksApi;
import io.quarkus.rest.client.reactive.Url;
import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.faulttolerance.api.RetryWhen;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/// The users, pipelines, task types and custom fields of an account in the CRM's API v4. Every attempt passes
/// the `AuthorizationFilter`, every answer the `ResponseFilter`; calls are repeated as the reading calls of
/// `TasksApi` are.
@RegisterRestClient(configKey = "crm", baseUri = "https://account.invalid")
@RegisterProvider(AuthorizationFilter.class)
@RegisterProvider(ResponseFilter.class)
@Path("/api/v4")
@Produces({"application/hal+json", MediaType.APPLICATION_JSON})
@Retry(maxRetries = TasksApi.RETRIES, delay = TasksApi.FIRST_DELAY, maxDuration = 0, jitter = 0)
@CustomBackoff(RetryBackoff.class)
@RetryWhen(exception = RetryPredicate.AnyTransientFailure.class)
public interface DirectoryApi {

    /// A page of users; `null` where the CRM answers without content.
    @GET
    @Path("/users")
    @Nullable
    Page<JsonNode> users(@Url URI host, @QueryParam("page") int page, @QueryParam("limit") int limit);

    /// All pipelines with their stages.
    @GET
    @Path("/leads/pipelines")
    @Nullable
    Page<JsonNode> pipelines(@Url URI host);

    /// A page of custom fields; `null` where the CRM answers without content.
    ///
    /// @param entity what has them, such as `leads`
    @GET
    @Path("/{entity}/custom_fields")
    @Nullable
    Page<JsonNode> customFields(
            @Url URI host,
            @PathParam("entity") String entity,
            @QueryParam("page") int page,
            @QueryParam("limit") int limit);

    /// The account with its task types.
    ///
    /// @param with `task_types`
    @GET
    @Path("/account")
    @Nullable
    JsonNode account(@Url URI host, @QueryParam("with") String with);
}
