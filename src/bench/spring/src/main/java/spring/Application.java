package spring;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.List;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// New leads become tasks: the job of the plain handler next door, written as Spring's users would.
@SpringBootApplication
public class Application {

    static void main(String[] arguments) {
        SpringApplication.run(Application.class, arguments);
    }

    @Bean
    Function<SQSEvent, SQSBatchResponse> leads(Ledger ledger, Crm crm) {
        return event -> {
            var tasks = event.getRecords().stream()
                    .map(message -> Task.of(message.getBody()))
                    .toList();
            ledger.write(tasks);
            crm.add(tasks);
            return new SQSBatchResponse(List.of());
        };
    }

    @Bean
    DynamoDbClient dynamoDb() {
        return DynamoDbClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Bean
    RestClient http(RestClient.Builder builder, @Value("${CRM}") String crm, @Value("${CRM_TOKEN}") String token) {
        return builder.baseUrl(crm)
                .defaultHeader("Authorization", "Bearer " + token)
                .build();
    }
}
