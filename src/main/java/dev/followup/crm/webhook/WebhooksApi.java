package dev.followup.crm.webhook;

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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/// The webhooks of an account in the CRM's API v4. Every attempt passes the `AuthorizationFilter`, every
/// answer the `ResponseFilter`; calls are repeated as the reading calls of `TasksApi` are: to subscribe one
/// address twice gives one webhook.
@RegisterRestClient(configKey = "crm", baseUri = "https://account.invalid")
@RegisterProvider(AuthorizationFilter.class)
@RegisterProvider(ResponseFilter.class)
@Path("/api/v4/webhooks")
@Consumes(MediaType.APPLICATION_JSON)
@Produces({"application/hal+json", MediaType.APPLICATION_JSON})
@Retry(maxRetries = TasksApi.RETRIES, delay = TasksApi.FIRST_DELAY, maxDuration = 0, jitter = 0)
@CustomBackoff(RetryBackoff.class)
@RetryWhen(exception = RetryPredicate.AnyTransientFailure.class)
interface WebhooksApi {

    /// All webhooks of the account; `null` where the CRM answers without content. An account has at most 100,
    /// and the documentation mentions no pages; read 2026-11-22.
    @GET
    @Nullable
    Page<JsonNode> list(@Url URI host);

    /// Adds a webhook, or changes the settings of the one with this address.
    @POST
    @Nullable
    WebhookModel subscribe(@Url URI host, WebhookRequest webhook);
}
