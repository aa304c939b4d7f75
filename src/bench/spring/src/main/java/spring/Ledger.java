package spring;

import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/// What was done.
@Component
class Ledger {

    private final DynamoDbClient dynamoDb;
    private final String table;

    Ledger(DynamoDbClient dynamoDb, @Value("${TABLE}") String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    void write(List<Task> tasks) {
        var puts = tasks.stream()
                .map(task -> TransactWriteItem.builder()
                        .put(put -> put.tableName(table)
                                .item(Map.of(
                                        "pk", AttributeValue.fromS("lead#" + task.entityId()),
                                        "sk", AttributeValue.fromS("task"),
                                        "text", AttributeValue.fromS(task.text())))
                                .conditionExpression("attribute_not_exists(pk)"))
                        .build())
                .toList();
        dynamoDb.transactWriteItems(write -> write.transactItems(puts));
    }
}
