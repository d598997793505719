namespace CustomerCapital.Simulation.Tests.Faults;

/// <summary>How bad a seed's world is: chances in thousandths, drawn from the seed so that some worlds are quiet and others wild.</summary>
internal sealed class Mood
{
    private readonly Random _random;

    public Mood(Random random)
    {
        _random = random;
        AppendFault = Draw(0, 20, 100, 300);
        ReadFault = Draw(0, 10, 50, 150);
        ControlFault = Draw(0, 100, 300);
        Delay = Draw(0, 100, 400);
        Crash = Draw(0, 0, 1, 4);
        TwoEngines = random.Next(4) == 0;
        PolicyChanges = random.Next(2) == 0;
        Poison = random.Next(6) == 0;
        Referring = random.Next(5) == 0;
        Newcomers = random.Next(5) == 0;
        Copies = Draw(0, 0, 100, 400);
        Vouchers = random.Next(3) > 0;
        Together = random.Next(2) == 0;
    }

    /// <summary>An append fails, in one of the ways there are.</summary>
    public int AppendFault { get; }

    /// <summary>A recall or another read fails.</summary>
    public int ReadFault { get; }

    /// <summary>Writing control state, or removing messages, fails before or after the fact.</summary>
    public int ControlFault { get; }

    /// <summary>A call takes time on its way there, or back.</summary>
    public int Delay { get; }

    /// <summary>An engine crashes before the next step.</summary>
    public int Crash { get; }

    /// <summary>Whether a second engine works on the same ledger.</summary>
    public bool TwoEngines { get; }

    /// <summary>Whether the policy is changed meanwhile.</summary>
    public bool PolicyChanges { get; }

    /// <summary>Whether one customer cannot be written for a while.</summary>
    public bool Poison { get; }

    /// <summary>Whether customers refer each other above all.</summary>
    public bool Referring { get; }

    /// <summary>Whether there are many customers of whom each does little, and the policy changes often.</summary>
    public bool Newcomers { get; }

    /// <summary>A call is made twice, and either copy may come late.</summary>
    public int Copies { get; }

    /// <summary>Whether purchases redeem vouchers, and vouchers are issued, held and ended.</summary>
    public bool Vouchers { get; }

    /// <summary>Whether a customer and a voucher count as being in one database, so that a purchase can commit together with its use.</summary>
    public bool Together { get; }

    /// <summary>Once healed, nothing fails any more.</summary>
    public bool Healed { get; set; }

    /// <summary>Whether an acceptance of a referral that was given up was committed later, which no look before another referral can see coming.</summary>
    public bool AcceptedLate { get; set; }

    /// <summary>Whether something with a chance happens now.</summary>
    public bool Happens(int thousandths) => !Healed && thousandths > 0 && _random.Next(1_000) < thousandths;

    /// <summary>One of some, equally likely.</summary>
    public T One<T>(params ReadOnlySpan<T> of) => of[_random.Next(of.Length)];

    /// <summary>A time on the way: mostly short, sometimes longer than anybody's patience.</summary>
    public TimeSpan Time() => _random.Next(20) == 0 ? TimeSpan.FromSeconds(1 + _random.Next(20)) : TimeSpan.FromMilliseconds(1 + _random.Next(300));

    /// <summary>How long a copy of a call stands before it is carried out: mostly as long as a gateway's patience, sometimes much longer.</summary>
    public TimeSpan Standstill() => _random.Next(3) == 0 ? TimeSpan.FromSeconds(_random.Next(90)) : TimeSpan.FromMilliseconds(_random.Next(3_000));

    private int Draw(params ReadOnlySpan<int> of) => One(of);
}
