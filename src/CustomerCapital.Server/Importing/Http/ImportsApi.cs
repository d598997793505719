using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Server.Importing.Control;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.OpenApi;

namespace CustomerCapital.Server.Importing.Http;

/// <summary>Imports of files of purchases over HTTP: sent, looked at, confirmed.</summary>
internal static class ImportsApi
{
    private const string Path = "/v1/imports";

    /// <summary>A page of another site cannot send these without asking first. The first bytes of a file say what it is.</summary>
    private static readonly string[] MediaTypes =
    [
        "text/csv", "text/tab-separated-values", "application/gzip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.apache.parquet", "application/octet-stream",
    ];

    private static readonly DescribedParameter Id = new("id", "The import's id.", new() { Type = JsonSchemaType.String });
    private static readonly string NotFound = "This gateway has no such import. Codes `import_not_found` where it had one, `import_elsewhere` where another gateway has taken it, or this one before it was started again.";

    /// <summary>Adds what imports need.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services, TimeProvider time, ImportLimits? limits = null)
    {
        services.AddSingleton(made => ActivatorUtilities.CreateInstance<FileImports>(made, limits ?? new(), time));
        services.AddHostedService(made => made.GetRequiredService<FileImports>());
        return services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ImportJsonContext.Default));
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapPost("/", TakeAsync)
            .WithName("createImport").WithSummary("Takes a file of purchases and examines it; recorded is what is confirmed.")
            .WithDescription(
                "The body is the file as it is: CSV, plain or packed with gzip, an Excel workbook or Parquet. The parameters have the names of the options of `customercapital import purchases`. "
                + "The file is examined first; `GET /v1/imports/{id}` says what it comes to and what is in doubt. Importing the same file again changes nothing. "
                + "An import lives in the process that took it, and ends with it.")
            .Produces<ImportView>(202)
            .ProducesProblems(400, 408, 413, 415, 422)
            .WithMetadata(new EndpointDescription
            {
                Query = ImportQuery.Parameters,
                Body = MediaTypes,
                Answers = new Dictionary<int, string>
                {
                    [202] = "Taken. `Location` is where it can be looked at.",
                    [413] = "The file is too large. Code `content_too_large`.",
                    [415] = "The `Content-Type` is none of a file that is read. Code `unsupported_media_type`.",
                    [422] = "The file cannot be imported as it is. Code `file_refused`.",
                },
            });
        imports.MapGet("/", (FileImports known) => TypedResults.Ok(new ImportList(known.List())))
            .WithName("listImports").WithSummary("Lists the imports of this gateway.")
            .WithDescription("The latest import comes first. Imports of other gateways are not among them.").ProducesProblems();
        imports.MapGet("/{id}", (FileImports known, string id) => TypedResults.Ok(known.Find(id).View()))
            .WithName("getImport").WithSummary("Reads an import.")
            .WithDescription("The answer says where the import stands, what the file comes to, and what is in doubt.").ProducesProblems(404)
            .WithMetadata(Described([], (404, NotFound)));
        imports.MapPost("/{id}/confirmation", Confirm)
            .WithName("confirmImport").WithSummary("Records an import that awaits confirmation.")
            .WithDescription("Doubts are accepted by their names. An import that is confirmed again does not change.")
            .Produces<ImportView>(202)
            .ProducesProblems(400, 404, 409, 422)
            .WithMetadata(Described(
                ImportQuery.ConfirmationParameters, (202, "Confirmed. `Location` is where it can be looked at."), (404, NotFound),
                (409, "It cannot be confirmed now. Codes `import_not_examined`, `import_ended`."), (422, "Doubts are left that were not accepted. Code `doubts_not_accepted`.")));
        imports.MapDelete("/{id}", DeleteAsync)
            .WithName("deleteImport").WithSummary("Stops an import and forgets it.")
            .WithDescription("What was recorded stays recorded. The file is gone.").Produces(204).ProducesProblems(404)
            .WithMetadata(Described([], (204, "It is gone."), (404, NotFound)));
        imports.MapGet("/{id}/rejected", (FileImports known, string id) => TypedResults.Stream(known.Find(id).OpenRejected(), "text/csv; charset=utf-8", "rejected.csv"))
            .WithName("getRejectedRows").WithSummary("Reads the rejected rows as CSV.")
            .WithDescription("Each row has its line and its reason. Mend the rows and import them.")
            .Produces<string>(200, "text/csv")
            .ProducesProblems(404, 409)
            .WithMetadata(Described([], (404, NotFound), (409, "Rows are still being read or recorded. Code `import_running`.")));
    }

    private static EndpointDescription Described(IReadOnlyList<DescribedParameter> query, params ReadOnlySpan<(int Status, string Meaning)> answers)
    {
        var meanings = new Dictionary<int, string>();
        foreach (var (status, meaning) in answers) meanings.Add(status, meaning);
        return new() { Query = query, Signature = [Id], Answers = meanings };
    }

    private static async Task<Accepted<ImportView>> TakeAsync(HttpContext context, FileImports imports)
    {
        var query = ImportQuery.Read(context.Request.Query);
        if (!IsFile(context.Request.ContentType)) throw new ProblemException(Problem.UnsupportedMediaType(string.Join(", ", MediaTypes[..^1]) + " or " + MediaTypes[^1]));
        await imports.CleanAsync();
        using var place = imports.Enter();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        var received = await ReceivedFile.ReceiveAsync(context.Request, imports.Limits, context.RequestAborted);
        FileImport import;
        try
        {
            import = await Task.Run(() => Open(received, query, imports));
        }
        catch (UsageException wrong)
        {
            received.Dispose();
            throw ImportProblems.Refused(wrong);
        }
        catch
        {
            received.Dispose();
            throw;
        }

        place.Take(import);
        var taken = TypedResults.Accepted($"{Path}/{import.Id}", import.View());
        import.Start();
        return taken;
    }

    /// <summary>Opens the file, so that what is wrong with the options or the header is told at once.</summary>
    private static FileImport Open(ReceivedFile received, ImportQuery query, FileImports imports)
    {
        var (file, format) = PurchaseFileOpening.Open(received.Input, query.Forms, query.Said);
        try
        {
            var accepted = Doubts.Parse(format.Accept);
            _ = new CustomerReading(imports.Capital.Policy.Program.Calendar, format, sumsOnly: true);
            return new(imports.NewId(), received, file, format, query.Said, accepted, query.Confirmed, imports);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Accepted<ImportView> Confirm(HttpContext context, FileImports imports, string id)
    {
        var accepted = ImportQuery.ReadAccepted(context.Request.Query);
        var import = imports.Find(id);
        import.Confirm(accepted);
        return TypedResults.Accepted($"{Path}/{id}", import.View());
    }

    private static async Task<NoContent> DeleteAsync(FileImports imports, string id)
    {
        await imports.DeleteAsync(id);
        return TypedResults.NoContent();
    }

    private static bool IsFile(string? contentType) => contentType is not null && MediaTypes.Contains(contentType.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase);
}
