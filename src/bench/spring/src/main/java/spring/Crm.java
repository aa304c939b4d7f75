package spring;

import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/// The CRM's tasks.
@Component
class Crm {

    private final RestClient http;

    Crm(RestClient http) {
        this.http = http;
    }

    void add(List<Task> tasks) {
        var added = http.post()
                .uri("/api/v4/tasks")
                .contentType(MediaType.APPLICATION_JSON)
                .body(tasks)
                .retrieve()
                .body(Added.class);
        if (added == null || added.embedded().tasks().size() != tasks.size()) {
            throw new IllegalStateException("The CRM answered " + added);
        }
    }
}
