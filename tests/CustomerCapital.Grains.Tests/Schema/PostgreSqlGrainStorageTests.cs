using CustomerCapital.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace CustomerCapital.Grains.Tests.Schema;

public sealed class PostgreSqlGrainStorageTests(PostgreSqlSilo silo) : GrainStorageTests, IClassFixture<PostgreSqlSilo>
{
    protected override IGrainStorage Storage => silo.Silos.Services.GetRequiredKeyedService<IGrainStorage>(DatabaseRegistration.ControlStorage);

    protected override IGrainStorage DeletingStorage => silo.Silos.Services.GetRequiredKeyedService<IGrainStorage>(PostgreSqlSilos.DeletingStorage);

    protected override async Task<string> PayloadAsync(string key) =>
        (string)(await silo.Silos.RunAsync($"SELECT convert_from(PayloadBinary, 'UTF8') FROM OrleansStorage WHERE GrainIdExtensionString = '{key}'"))!;

    protected override async Task<long> CountAsync(string key) => (long)(await silo.Silos.RunAsync($"SELECT count(*) FROM OrleansStorage WHERE GrainIdExtensionString = '{key}'"))!;
}
