using CustomerCapital.Bench.PlainService;
using Npgsql;

// What one would write without the engine: one transaction per purchase, the customer's row locked while it is changed.
// plainservice --urls URL --database CONNECTION-STRING
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PlainJson.Default));

await using var source = NpgsqlDataSource.Create($"{builder.Configuration["database"]};Search Path=plain;Max Auto Prepare=20;Auto Prepare Min Usages=2");
await using (var schema = source.CreateCommand(Sql.Schema)) await schema.ExecuteNonQueryAsync();
var register = new Register(source);

var app = builder.Build();
app.MapPost("/v1/customers/{id}/purchases", async (string id, Purchase purchase) =>
{
    if (id.Length > 200 || purchase.Fault() is not null) return Results.Problem(purchase.Fault() ?? "The customer's id is too long.", statusCode: 400);
    try
    {
        var (receipt, repeated) = await register.RecordAsync(id, purchase);
        return repeated ? TypedResults.Ok(receipt) : TypedResults.Created($"/v1/customers/{Uri.EscapeDataString(id)}", receipt);
    }
    catch (VoucherRefusedException refused)
    {
        return Results.Problem(refused.Message, statusCode: 422);
    }
});
await app.StartAsync();
Console.WriteLine("Serving");
await app.WaitForShutdownAsync();
