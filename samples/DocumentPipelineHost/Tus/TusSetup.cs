using DocumentPipelineHost.ApiDocument;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Mvc;

namespace DocumentPipelineHost.Tus;

/// <summary>Puts resumable uploads together.</summary>
internal static class TusSetup
{
    public static IServiceCollection AddTus(this IServiceCollection services)
    {
        services
            .AddSingleton<TusStore>()
            .AddSingleton<TusLocks>()
            .AddSingleton<TusWatches>()
            .AddSingleton<TusReceiver>();
        services
            .AddSingleton<TusPieces>()
            .AddSingleton<TusCompletion>()
            .AddSingleton<TusRemoval>()
            .AddSingleton<TusReception>()
            .AddSingleton<TusCreation>()
            .AddSingleton<TusEndpoint>();
        services.AddSingleton<SegmentSweep>();
        services.AddHostedService<TusSweepLoop>();
        return services;
    }

    public static void MapTus(this IEndpointRouteBuilder app)
    {
        var uploads = app.MapGroup(TusProtocol.Path).WithTags("uploads");
        uploads
            .MapMethods("", ["OPTIONS"], (HttpContext context, TusEndpoint tus) => tus.Describe(context))
            .WithDescription("tus 1.0: version, extensions, largest file.");
        uploads.MapMethods("/{id}", ["OPTIONS"], (HttpContext context, TusEndpoint tus) => tus.Describe(context));
        var own = uploads
            .MapGroup("")
            .RequireAuthorization()
            .ProducesProblem(401)
            .ProducesProblem(404)
            .ProducesProblem(412)
            .ProducesProblem(429)
            .ProducesProblem(503);
        own.MapPost("", (HttpContext context, TusCreation creation) => creation.CreateAsync(context))
            .WithDescription(
                "tus 1.0 creation: `Tus-Resumable: 1.0.0`, `Upload-Length`, `Upload-Metadata` (base64 values: "
                    + "`filename`, `project_id`, `upload_only`, "
                    + "`create_index`, `generate_summary`, `deep_analysis`, `strict`, `duplicates`, `keep_both`, "
                    + "`pipeline_id`, `batch_id`). A body of `application/offset+octet-stream` is the first piece; where it fails, "
                    + "nothing is left of the upload. Under a used `Idempotency-Key` the same request gets the upload "
                    + "of the first one, also where that was cut in its first piece or still receives it, and another "
                    + "length or metadata 422."
            )
            .DisableAntiforgery()
            .Produces(201)
            .ProducesProblem(400)
            .ProducesProblem(409)
            .ProducesProblem(410)
            .ProducesProblem(413)
            .ProducesProblem(422)
            .ProducesProblem(507)
            .TakesPiece(isRequired: false)
            .TakesIdempotencyKey();
        own.MapMethods("/{id}", ["HEAD"], (HttpContext context, string id, TusEndpoint tus) =>
                tus.HeadAsync(context, id))
            .ProducesProblem(410);
        own.MapGet("/{id}", (HttpContext context, string id, TusEndpoint tus) => tus.GetAsync(context, id))
            .Produces<TusAnswer>()
            .ProducesProblem(410);
        own.MapPatch("/{id}", (HttpContext context, string id, TusEndpoint tus) => tus.PatchAsync(context, id))
            .WithDescription(
                "The next piece: `Upload-Offset`, optionally `Upload-Checksum`. The last one answers with "
                    + "`Dpa-Document-Id` and `Dpa-Pipeline-Id`."
            )
            .DisableAntiforgery()
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(409)
            .ProducesProblem(410)
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(423)
            .ProducesProblem(507)
            .TakesPiece(isRequired: true);
        own.MapDelete("/{id}", (HttpContext context, string id, TusEndpoint tus) => tus.DeleteAsync(context, id))
            .Produces(204)
            .ProducesProblem(410);
    }
}
