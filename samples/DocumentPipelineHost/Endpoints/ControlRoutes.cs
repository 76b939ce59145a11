using DocumentPipelineHost.ApiDocument;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Operations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The calls by which people act on pipelines, on stored documents and on batches.</summary>
internal static class ControlRoutes
{
    /// <summary>These calls take no form.</summary>
    private const long MaxNoForm = 0;

    private const string BatchText =
        "multipart/form-data: any number of `file`, and for all of them `project_id`, `upload_only`, "
            + "`generate_summary`, `create_index`, `deep_analysis`, "
        + "`strict`; `name`; `count`, where further files join later by the field `batch_id` of an upload. A file that "
        + "is refused, one that is too large among them, is a failed pipeline of the batch.";

    public static void Map(IEndpointRouteBuilder app)
    {
        MapPipelines(Group(app, "/api/v2/documents/{document_id}/pipeline/{pipeline_id}", "control"));
        MapOperations(Group(app, "/api/v1/documents/{document_id}/operations", "operations"));
        MapBatches(Group(app, "/api/v2/batches", "batches"));
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, string prefix, string tag) =>
        app.MapGroup(prefix)
            .RequireAuthorization()
            .WithTags(tag)
            .ProducesProblem(401)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(429)
            .ProducesProblem(503);

    private static void MapPipelines(RouteGroupBuilder pipeline)
    {
        pipeline
            .MapPost(
                "/interrupt",
                (
                    [FromRoute(Name = "document_id")] string document,
                    [FromRoute(Name = "pipeline_id")] string id,
                    HttpContext context, ControlEndpoint control) => control.InterruptAsync(context, document, id))
            .WithDescription("Stops at the last checkpoint; 202 where that takes longer than 2 s.")
            .Produces<ControlAnswer>()
            .Produces<ControlAnswer>(202);
        pipeline
            .MapPost(
                "/resume",
                (
                    [FromRoute(Name = "document_id")] string document,
                    [FromRoute(Name = "pipeline_id")] string id,
                    HttpContext context, ControlEndpoint control) => control.ResumeAsync(context, document, id))
            .WithDescription("Goes on after the last checkpoint.")
            .Produces<ControlAnswer>();
        pipeline
            .MapPost(
                "/cancel",
                (
                    [FromRoute(Name = "document_id")] string document,
                    [FromRoute(Name = "pipeline_id")] string id,
                    HttpContext context, ControlEndpoint control) => control.CancelAsync(context, document, id))
            .WithDescription("Ends it; unfinished results go, the original stays.")
            .Produces<ControlAnswer>()
            .Produces<ControlAnswer>(202);
        pipeline
            .MapPost(
                "/retry",
                (
                    [FromRoute(Name = "document_id")] string document,
                    [FromRoute(Name = "pipeline_id")] string id,
                    HttpContext context, ControlEndpoint control,
                    [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RetryRequest? request
                ) => control.RetryAsync(context, document, id, request))
            .WithDescription(
                "A new attempt of a failed or cancelled pipeline; with `stage`, that stage begins from nothing.")
            .Produces<ControlAnswer>();
    }

    private static void MapOperations(RouteGroupBuilder operations)
    {
        operations
            .MapPost(
                "/start",
                (
                    [FromRoute(Name = "document_id")] string document,
                    HttpContext context, IdempotentCalls calls, OperationsEndpoint endpoint
                ) => calls.RunAsync(context, each => endpoint.StartAsync(each, document), MaxNoForm))
            .Accepts<OperationsRequest>(isOptional: true, "application/json")
            .WithDescription(
                "Adds processing to a stored document, once for each `Idempotency-Key`. Results that are there are "
                    + "reused; `force` makes them again: each stays until its new one is whole. 409 with `link` while "
                    + "a pipeline of it lives.")
            .Produces<OperationsAnswer>()
            .ProducesProblem(400)
            .ProducesProblem(410)
            .ProducesProblem(415)
            .ProducesProblem(422)
            .ProducesProblem(507)
            .TakesIdempotencyKey();
        operations.MapGet(
            "/status",
            ([FromRoute(Name = "document_id")] string document, HttpContext context, OperationsEndpoint endpoint) =>
                endpoint.Status(context, document));
        operations
            .MapPost(
                "/{operation}/execute",
                (
                    [FromRoute(Name = "document_id")] string document,
                    string operation, bool? force, HttpContext context, IdempotentCalls calls,
                    OperationsEndpoint endpoint
                ) => calls.RunAsync(
                    context, each => endpoint.ExecuteAsync(each, document, operation, force ?? false), MaxNoForm))
            .WithDescription(
                "`summary`, `index` or `analysis`, with what it needs; `force=true` makes its result again: the former "
                    + "one stays until the new one is whole.")
            .Produces<OperationsAnswer>()
            .ProducesProblem(410)
            .ProducesProblem(422)
            .ProducesProblem(507)
            .TakesIdempotencyKey();
    }

    private static void MapBatches(RouteGroupBuilder batches)
    {
        batches
            .MapPost("", async (HttpContext context, IdempotentCalls calls, BatchCreation creation) =>
                new Accepted(await calls.RunAsync(context, creation.CreateAsync, creation.MaxFormBytes)))
            .DisableAntiforgery()
            .WithDescription(BatchText)
            .TakesBatch()
            .TakesIdempotencyKey()
            .Produces<BatchAnswer>(202)
            .ProducesProblem(400)
            .ProducesProblem(413)
            .ProducesProblem(422)
            .ProducesProblem(507);
        batches
            .MapGet(
                "/{batch_id}",
                ([FromRoute(Name = "batch_id")] string id, HttpContext context, BatchEndpoint endpoint) =>
                    endpoint.GetAsync(context, id))
            .Produces<BatchAnswer>();
        batches
            .MapPost(
                "/{batch_id}/interrupt",
                ([FromRoute(Name = "batch_id")] string id, HttpContext context, BatchEndpoint endpoint) =>
                    endpoint.InterruptAsync(context, id))
            .WithDescription("Stops all its files.")
            .Produces<BatchAnswer>()
            .Produces<BatchAnswer>(202);
        batches
            .MapPost(
                "/{batch_id}/resume",
                ([FromRoute(Name = "batch_id")] string id, HttpContext context, BatchEndpoint endpoint) =>
                    endpoint.ResumeAsync(context, id))
            .WithDescription("Lets its interrupted files go on.")
            .Produces<BatchAnswer>()
            .Produces<BatchAnswer>(202);
        batches
            .MapPost(
                "/{batch_id}/cancel",
                ([FromRoute(Name = "batch_id")] string id, HttpContext context, BatchEndpoint endpoint) =>
                    endpoint.CancelAsync(context, id))
            .WithDescription("Ends it and all its files that have not ended.")
            .Produces<BatchAnswer>()
            .Produces<BatchAnswer>(202);
        batches
            .MapPost(
                "/{batch_id}/retry",
                ([FromRoute(Name = "batch_id")] string id, HttpContext context, BatchEndpoint endpoint) =>
                    endpoint.RetryAsync(context, id))
            .WithDescription(
                "Tries its failed files again, and where it was cancelled, those that were cancelled with it.")
            .Produces<BatchAnswer>()
            .Produces<BatchAnswer>(202);
    }

    /// <summary>Answers 202 where the call answers 200.</summary>
    private sealed class Accepted(IResult inner) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status202Accepted;
            return inner.ExecuteAsync(httpContext);
        }
    }
}
