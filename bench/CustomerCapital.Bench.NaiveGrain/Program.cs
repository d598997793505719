using CustomerCapital.Bench.NaiveGrain;

// What one would write with Orleans and without the engine: a grain per customer, its purchases in a persistent state that is written at each of them.
// naivegrain --urls URL --database CONNECTION-STRING --silo-port PORT --gateway-port PORT
// Silo and endpoints share a process, so that no call travels; the tables are those that Orleans' provider asks for.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, NaiveJson.Default));
builder.UseOrleans(silo => silo
    .UseLocalhostClustering(builder.Configuration.GetValue<int>("silo-port"), builder.Configuration.GetValue<int>("gateway-port"))
    .AddAdoNetGrainStorage(CustomerGrain.Storage, options =>
        (options.Invariant, options.ConnectionString, options.GrainStorageSerializer) = ("Npgsql", builder.Configuration["database"], new StateJson())));

var app = builder.Build();
app.MapPost("/v1/customers/{id}/purchases", async (string id, Purchase purchase, IGrainFactory grains) =>
    purchase.Fault() is { } fault ? Results.Problem(fault, statusCode: 400)
    : TypedResults.Created($"/v1/customers/{Uri.EscapeDataString(id)}", await grains.GetGrain<ICustomerGrain>(id).RecordAsync(purchase)));
app.MapPost("/v1/commands", PurchaseStream.AnswerAsync);
await app.StartAsync();
Console.WriteLine("Serving");
await app.WaitForShutdownAsync();
