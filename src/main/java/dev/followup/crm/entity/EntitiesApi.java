package dev.followup.crm.entity;

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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// The lists of leads, contacts, companies and pipelines in the CRM's API v4, which are alike, and the account.
/// Every attempt passes the `AuthorizationFilter`, every answer the `ResponseFilter`; calls are repeated as the
/// reading calls of `TasksApi` are.
///
/// Entities stay JSON: the account decides which fields they have, and rules name them.
@RegisterRestClient(configKey = "crm", baseUri = "https://account.invalid")
@RegisterProvider(AuthorizationFilter.class)
@RegisterProvider(ResponseFilter.class)
@Path("/api/v4")
@Produces({"application/hal+json", MediaType.APPLICATION_JSON})
@Retry(maxRetries = TasksApi.RETRIES, delay = TasksApi.FIRST_DELAY, maxDuration = 0, jitter = 0)
@CustomBackoff(RetryBackoff.class)
@RetryWhen(exception = RetryPredicate.AnyTransientFailure.class)
public interface EntitiesApi {

    /// A page of entities; `null` where the CRM answers without content.
    ///
    /// @param plural such as `leads`
    @GET
    @Path("/{plural}")
    @Nullable
    Page<JsonNode> list(
            @Url URI host, @PathParam("plural") String plural, @RestQuery MultivaluedMap<String, String> query);

    /// All pipelines with their stages.
    @GET
    @Path("/leads/pipelines")
    @Nullable
    Page<JsonNode> pipelines(@Url URI host);

    /// The account, as the token's user sees it.
    @GET
    @Path("/account")
    @Nullable
    JsonNode account(@Url URI host);
}
