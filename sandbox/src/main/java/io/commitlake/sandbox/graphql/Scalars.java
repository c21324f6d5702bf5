package io.commitlake.sandbox.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;

/** GitHub's custom scalars, all of which travel as strings. An object id must have the form of one, as on GitHub. */
final class Scalars {
    private Scalars() {}

    static GraphQLScalarType named(String name) {
        Predicate<String> isValid = name.equals("GitObjectID") ? text -> text.matches("[0-9a-f]{40}") : text -> true;
        return GraphQLScalarType.newScalar()
                .name(name)
                .coercing(new Text(name, isValid))
                .build();
    }

    private record Text(String name, Predicate<String> isValid) implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value.toString();
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
            if (!isValid.test(input.toString())) {
                throw new CoercingParseValueException("'" + input + "' isn't a " + name);
            }
            return input.toString();
        }

        @Override
        public Object parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            String text = switch (input) {
                case StringValue string -> string.getValue();
                case IntValue number -> number.getValue().toString();
                default -> throw new CoercingParseLiteralException(input + " isn't a " + name);
            };
            if (!isValid.test(text)) {
                throw new CoercingParseLiteralException("'" + text + "' isn't a " + name);
            }
            return Objects.requireNonNull(text);
        }

        @Override
        public Value<?> valueToLiteral(Object input, GraphQLContext context, Locale locale) {
            return StringValue.of(input.toString());
        }
    }
}
