package dev.followup.warmup;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/// Where the requests to AWS go: to AWS, and while a worker warms up, to a server on this machine. A request is
/// signed before, as always.
@ApplicationScoped
public class AwsRedirect {

    private volatile @Nullable URI server;

    /// Sends all requests to a server; `null` for AWS.
    void to(@Nullable URI other) {
        server = other;
    }

    /// An HTTP client of the AWS SDK, whose requests may be redirected.
    public SdkHttpClient client(UrlConnectionHttpClient.Builder settings) {
        return new RedirectableClient(settings.build());
    }

    private final class RedirectableClient implements SdkHttpClient {

        private final SdkHttpClient client;

        RedirectableClient(SdkHttpClient client) {
            this.client = client;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            var other = server;
            return client.prepareRequest(other == null ? request : redirected(request, other));
        }

        private static HttpExecuteRequest redirected(HttpExecuteRequest request, URI server) {
            var redirected = HttpExecuteRequest.builder()
                    .request(request.httpRequest()
                            .copy(copy -> copy.protocol(server.getScheme())
                                    .host(server.getHost())
                                    .port(server.getPort())));
            request.contentStreamProvider().ifPresent(redirected::contentStreamProvider);
            request.metricCollector().ifPresent(redirected::metricCollector);
            return redirected.build();
        }

        @Override
        public void close() {
            client.close();
        }

        @Override
        public String clientName() {
            return client.clientName();
        }
    }
}
