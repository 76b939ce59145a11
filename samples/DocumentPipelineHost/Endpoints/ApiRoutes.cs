using System.Reflection;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.ApiDocument;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Uploads;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The HTTP API at a glance.</summary>
internal static class ApiRoutes
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        MapSession(app.MapGroup("/api/v1/session").WithTags("session"));
        MapDocuments(
            app.MapGroup("/api").RequireAuthorization().WithTags("documents").ProducesProblem(401).ProducesProblem(404)
                .ProducesProblem(429)
        );
        ControlRoutes.Map(app);

        app.MapGet("/api/v2/options", (OptionCatalog options) => options.Answer).WithTags("options");
        app.MapGet("/api/v2/messages", MessagesEndpoint.Get).WithTags("options");
        app.MapOpenApi();
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/health", Health).WithTags("health");
        app.MapHealthChecks("/healthz/live", new() { Predicate = static _ => false }).DisableRateLimiting();
        app.MapHealthChecks("/healthz/ready").DisableRateLimiting();
    }

    private static void MapSession(RouteGroupBuilder session)
    {
        session.MapGet("", (HttpContext context, SessionEndpoint endpoint) => endpoint.GetAsync(context))
            .WithDescription("Who is signed in, and how people sign in here.");
        session
            .MapPost("", (HttpContext context, SessionRequest request, SessionEndpoint endpoint) =>
                endpoint.SignInAsync(context, request))
            .WithDescription(
                "Signs in with a name and a password; in Development a user of the switcher needs none. The answer "
                    + "sets the session's cookie."
            )
            .Produces<SessionAnswer>()
            .ProducesProblem(400)
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(429);
        session
            .MapDelete("", (HttpContext context, SessionEndpoint endpoint) => endpoint.SignOutAsync(context))
            .WithDescription("Signs out: the cookie is void, and what the user has open ends.");
        session
            .MapPut("/password", (HttpContext context, PasswordRequest request, SessionEndpoint endpoint) =>
                endpoint.ChangePasswordAsync(context, request))
            .RequireAuthorization()
            .WithDescription("Another password for the signed-in local account; its other sessions end.")
            .Produces<SessionAnswer>()
            .ProducesProblem(400)
            .ProducesProblem(401)
            .ProducesProblem(429);
        session
            .MapGet("/oidc", (HttpContext context, IOptions<OidcOptions> provider) =>
                ProviderSignIn.Challenge(provider.Value, context))
            .WithDescription("Sends the browser to the provider's sign-in, where one is configured.")
            .Produces(302)
            .ProducesProblem(404);
    }

    private static void MapDocuments(RouteGroupBuilder api)
    {
        api.MapPost("/v2/documents/upload", (HttpContext context, IdempotentCalls calls, UploadEndpoint upload) => 
            calls.RunAsync(context, upload.HandleAsync, upload.MaxFormBytes))
            .DisableAntiforgery()
            .WithDescription(UploadText)
            .TakesUpload()
            .TakesIdempotencyKey()
            .Produces<UploadAnswer>()
            .ProducesProblem(400)
            .ProducesProblem(409)
            .ProducesProblem(410)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(422)
            .ProducesProblem(503)
            .ProducesProblem(507);
        api.MapGet("/v1/documents", DocumentLists.ByNumberAsync);
        api.MapGet("/v2/documents", DocumentLists.ByCursorAsync)
            .WithDescription(
                "The caller's documents, newest first, each with its newest pipeline's state; with `brief=true` the "
                    + "states have no transitions but the warnings, and their stages no ids. `status`: `uploaded`, "
                    + "`pending`, `processing`, `interrupted`, `completed`, `failed` or `cancelled`.")
            .ProducesProblem(400);
        api.MapGet(
            "/v1/documents/{document_id}",
            ([FromRoute(Name = "document_id")] string id, HttpContext context, DocumentReads reads) =>
                reads.GetAsync(context, id));
        api.MapDelete(
            "/v1/documents/{document_id}",
            ([FromRoute(Name = "document_id")] string id, HttpContext context, DocumentReads reads) =>
                reads.DeleteAsync(context, id));
        api.MapGet(
                "/v2/documents/{document_id}/content",
                ([FromRoute(Name = "document_id")] string id, HttpContext context, DocumentReads reads, bool? inline) =>
                    reads.ContentAsync(context, id, inline ?? false))
            .WithDescription(
                "The original, as a download; with `inline=true` a PDF is shown by the browser's own viewer.");
        api.MapGet(
            "/v2/documents/{document_id}/summary",
            ([FromRoute(Name = "document_id")] string id, HttpContext context, DocumentReads reads) =>
                reads.Summary(context, id));
        api.MapGet(
            "/v2/documents/{document_id}/analysis",
            ([FromRoute(Name = "document_id")] string id, HttpContext context, DocumentReads reads) =>
                reads.Analysis(context, id));
        api.MapGet(
            "/v2/documents/{document_id}/chunks",
            (
                [FromRoute(Name = "document_id")] string id,
                HttpContext context, DocumentReads reads, int? limit, int? offset
            ) => reads.Chunks(context, id, limit, offset));
        api.MapGet(
            "/v2/documents/{document_id}/pipeline/{pipeline_id}/progress",
            (
                [FromRoute(Name = "document_id")] string id,
                [FromRoute(Name = "pipeline_id")] string pipeline,
                HttpContext context, DocumentReads reads) => reads.ProgressAsync(context, id, pipeline));
        api.MapGet(
                "/v2/documents/{document_id}/pipeline/{pipeline_id}/estimate",
                (
                    [FromRoute(Name = "document_id")] string id,
                    [FromRoute(Name = "pipeline_id")] string pipeline,
                    HttpContext context, DocumentReads reads) => reads.EstimateAsync(context, id, pipeline))
            .WithDescription(
                "How long the rest of its work takes, without waiting: a range by what the same stages of the newest "
                    + "50 "
                    + "documents of its type took (half of them, nine of ten). Null where a stage has fewer than three."
            );
        api.MapGet(
                "/v2/documents/{document_id}/pages/{number:int}",
                (
                    [FromRoute(Name = "document_id")] string id,
                    int number, HttpContext context, DocumentReader reader, string? q
                ) => reader.Page(context, id, number, q))
            .WithDescription("The text of a page, counted from 1; the hits of `q` are parts of their own.");
        api.MapGet(
                "/v2/documents/{document_id}/hits",
                (
                    [FromRoute(Name = "document_id")] string id,
                    HttpContext context, DocumentReader reader, string? q
                ) => reader.HitPages(context, id, q))
            .WithDescription("The numbers of the document's pages that hold the words of `q`, in order.")
            .ProducesProblem(400);
        api.MapGet(
                "/v2/documents/{document_id}/pipelines",
                ([FromRoute(Name = "document_id")] string id, HttpContext context, DocumentReader reader) =>
                    reader.Runs(context, id))
            .WithDescription(
                "Every pipeline of the document, the newest first, each with the last state that was kept.");
        api.MapGet("/v2/queue", Queue)
            .WithDescription("Where the caller's waiting pipelines stand in the queue of all users.");
        api.MapGet("/v2/search", Searches.Find)
            .WithDescription(
                "Chunks that hold the words of `q`, best first. `q` has at most 256 characters (more is 400); of more than "
                    + "16 different words the further ones are in `ignored_words`. `limit` (20, at most 100) and `offset` (at most 200). "
                    + "Filters: "
                    + "`document_id`, `type` (`pdf`, `docx`, …), `status` of the document's newest pipeline, `since` "
                    + "and `until` (dates of the upload)."
            )
            .ProducesProblem(400);
    }

    private const string UploadText =
        "multipart/form-data: `file`; optional fields `project_id`, `upload_only`, `generate_summary`, `create_index`, "
            + "`deep_analysis`, `strict`, `duplicates` (bytes that are stored already: `open` keeps their document and "
            + "does what is missing, `again` does all that is asked for again, `keep` makes a document of their own, "
            + "`ask` answers `waiting` with a `question`, and the pipeline waits for one of the three; `keep_both=true` "
            + "is `keep`), "
        + "and `pipeline_id`, a new random UUID (version 4 or 7) under which the pipeline is watched (before the file: "
        + "the upload itself too). "
        + "`document_id` of the pipeline's state is found from the upload stage's completion on. Under a used "
        + "`Idempotency-Key` the same request "
        + "gets the first one's answer, or 410 where its document has been deleted since, and another request 422.";

    private const int MostPlaces = 200;

    private static QueueAnswer Queue(HttpContext context, WaitingPipelines waiting)
    {
        var (count, places) = waiting.Places(context.UserId(), MostPlaces);
        return new QueueAnswer(count, [.. places.Select(static each => new QueuePlace(each.Id, (int)each.Place))]);
    }

    private static HealthAnswer Health(TimeProvider time) =>
        new("healthy", time.GetUtcNow(), Assembly.GetExecutingAssembly().GetName().Version!.ToString(3));
}
