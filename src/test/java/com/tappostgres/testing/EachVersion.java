package com.tappostgres.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Runs a test once on each {@linkplain PostgresVersion#tested() tested} server, whose version is its parameter. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(EachVersion.Versions.class)
public @interface EachVersion {
    /** The first server that knows what is tested. */
    PostgresVersion from() default PostgresVersion.V9_3;

    /** Reads the annotation. */
    final class Versions implements ArgumentsProvider, AnnotationConsumer<EachVersion> {
        private PostgresVersion first = PostgresVersion.V9_3;

        @Override
        public void accept(EachVersion annotation) {
            first = annotation.from();
        }

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return PostgresVersion.tested().stream()
                    .filter(version -> version.compareTo(first) >= 0)
                    .map(Arguments::of);
        }
    }
}
