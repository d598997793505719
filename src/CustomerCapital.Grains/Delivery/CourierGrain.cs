using CustomerCapital.Engine.Messages;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Grains.Hosting;
using CustomerCapital.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CustomerCapital.Grains.Delivery;

/// <summary>The courier as a grain: kept going by a timer, and waked after a crash by a reminder.</summary>
[GrainType("courier")]
public sealed class CourierGrain(IGrainContext context, IGrainFactory grains, ILedger ledger, IOptions<BackgroundOptions> options, ILogger<CourierGrain> logger)
    : BackgroundGrain(context, options, logger), ICourierGrain
{
    private readonly MessageCourier _courier = new(ledger, id => grains.GetGrain<ICustomerGrain>(id));
    private readonly SemaphoreSlim _one = new(1);
    private bool _wanted;

    /// <inheritdoc/>
    public async Task MessagesSentAsync()
    {
        // A round that has not begun yet will find the message.
        if (_wanted) return;
        _wanted = true;
        await AttemptAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task DeliverAsync() => WorkAsync(CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            _wanted = false;
            await _courier.DeliverAsync(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }
}
