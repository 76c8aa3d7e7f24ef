namespace OrleansMonitor.Api.Json;

/// <summary>Documents bodies that a route reads by hand.</summary>
internal static class DescribedBody
{
    /// <summary>Sets the body's schema in the OpenAPI document to <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder Accepts<T>(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
        {
            if (operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true)
                body.Schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellation);
        });
}
