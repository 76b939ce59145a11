using System.Text.Json.Nodes;
using DocumentPipelineHost.Uploads;
using Microsoft.OpenApi;

namespace DocumentPipelineHost.ApiDocument;

/// <summary>Describes what a call reads itself, and not by bound parameters, in the OpenAPI document.</summary>
internal static class ApiBodies
{
    private const string Form = "multipart/form-data";
    private const string Piece = "application/offset+octet-stream";

    private static readonly string[] Flags =
    [
        "upload_only", "generate_summary", "create_index", "deep_analysis", "strict", "keep_both",
    ];

    /// <summary>A form with one file.</summary>
    public static RouteHandlerBuilder TakesUpload(this RouteHandlerBuilder call) =>
        call.TakesForm(Binary(), new()
        {
            ["pipeline_id"] = Uuid("The caller's own id for the pipeline: a new random UUID (version 4 or 7)."),
            ["batch_id"] = Uuid("The batch that the file joins."),
        });

    /// <summary>A form with any number of files.</summary>
    public static RouteHandlerBuilder TakesBatch(this RouteHandlerBuilder call) =>
        call.TakesForm(new OpenApiSchema { Type = JsonSchemaType.Array, Items = Binary() }, new()
        {
            ["name"] = Text("The batch's name; without one, the time.", 200),
            ["count"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Description = "How many files the batch is to have, where further ones join later.",
            },
        });

    /// <summary>The bytes of a resumable upload's piece.</summary>
    public static RouteHandlerBuilder TakesPiece(this RouteHandlerBuilder call, bool isRequired) =>
        call.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = Body(Piece, Binary(), isRequired);
            return Task.CompletedTask;
        });

    /// <summary>A call that answers a repeat under the same key as it answered first.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder call) =>
        call.AddOpenApiOperationTransformer(static (operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "Idempotency-Key", In = ParameterLocation.Header, Schema = Text(null, 200),
                Description = "For a day the same request under it gets the first one's answer.",
            });
            return Task.CompletedTask;
        });

    private static RouteHandlerBuilder TakesForm(
        this RouteHandlerBuilder call, IOpenApiSchema file, Dictionary<string, IOpenApiSchema> more) =>
        call.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            Dictionary<string, IOpenApiSchema> fields = new() { ["file"] = file, ["project_id"] = Text(null, 200) };
            foreach (var flag in Flags)
                fields[flag] = new OpenApiSchema { Type = JsonSchemaType.Boolean };
            fields[UploadForm.DuplicatesField] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. UploadForm.Handlings.Select(static word => (JsonNode)word)],
                Description = "How bytes are handled that are stored already; without it as is configured.",
            };
            foreach (var (name, schema) in more)
                fields[name] = schema;
            operation.RequestBody = Body(
                Form, new OpenApiSchema { Type = JsonSchemaType.Object, Properties = fields }, isRequired: true);
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "strict", In = ParameterLocation.Query,
                Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean }, Description = "As the form's field.",
            });
            return Task.CompletedTask;
        });

    private static OpenApiRequestBody Body(string type, IOpenApiSchema schema, bool isRequired) => new()
    {
        Required = isRequired,
        Content = new Dictionary<string, OpenApiMediaType> { [type] = new() { Schema = schema } },
    };

    private static OpenApiSchema Binary() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static OpenApiSchema Uuid(string description) =>
        new() { Type = JsonSchemaType.String, Format = "uuid", Description = description };

    private static OpenApiSchema Text(string? description, int maxLength) =>
        new() { Type = JsonSchemaType.String, MaxLength = maxLength, Description = description };
}
