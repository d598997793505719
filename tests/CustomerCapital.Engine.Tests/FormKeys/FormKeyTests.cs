using CustomerCapital.Engine.FormKeys;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Memory;

namespace CustomerCapital.Engine.Tests.FormKeys;

public sealed class FormKeyTests : IAsyncLifetime
{
    private InProcessHost _host = null!;

    public async Task InitializeAsync() => _host = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task KeepFormKey_of_many_gateways_at_once_loses_none_and_keeps_none_twice()
    {
        var keys = Enumerable.Range(1, 12).Select(number => $"<key id='{number}' />").ToList();

        await Task.WhenAll(keys.Concat(keys).Select(key => _host.AskAsync(new KeepFormKey(key))));

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await _host.AskAsync(new ReadFormKeys())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task KeepFormKey_beyond_the_most_forgets_the_oldest()
    {
        for (var number = 1; number <= KeptFormKeys.Most + 1; number++) await _host.AskAsync(new KeepFormKey($"<key id='{number}' />"));

        var kept = await _host.AskAsync(new ReadFormKeys());

        Assert.Equal(KeptFormKeys.Most, kept.Count);
        Assert.Equal("<key id='2' />", kept[0]);
    }

    [Fact]
    public async Task KeepFormKey_of_a_key_that_is_too_long_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _host.AskAsync(new KeepFormKey(new('k', KeptFormKeys.SizeLimit + 1))));
}
