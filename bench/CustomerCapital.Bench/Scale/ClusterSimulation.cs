namespace CustomerCapital.Bench.Scale;

/// <summary>What a simulated cluster did.</summary>
/// <param name="PerSecond">Purchases a second.</param>
/// <param name="P50">Half of the answers came within so many seconds: of a purchase, or of a batch of a stream.</param>
/// <param name="P99">All but one in a hundred.</param>
/// <param name="SiloBusy">Share of the time in which the processors of silos were busy.</param>
/// <param name="DatabaseBusy">The same of the databases.</param>
/// <param name="GatewayWork">Seconds of a processor that a purchase took of gateways; where silos are gateways, of these.</param>
/// <param name="SiloWork">The same of silos, besides what they did as gateways.</param>
/// <param name="DatabaseWork">The same of databases.</param>
/// <param name="PerGroup">Purchases of a group, on average.</param>
/// <param name="PerMessage">Purchases of a message, on average; 0 where there was none.</param>
internal sealed record ClusterOutcome(double PerSecond, double P50, double P99, double SiloBusy, double DatabaseBusy, double GatewayWork, double SiloWork, double DatabaseWork, double PerGroup, double PerMessage);

/// <summary>What happened when a silo of a simulated cluster was gone.</summary>
/// <param name="Before">Purchases a second before.</param>
/// <param name="Meanwhile">The same from then until the others had found out.</param>
/// <param name="After">The same in the second after that.</param>
/// <param name="Waiting">Purchases whose callers waited for the silo's customers when the others found out.</param>
/// <param name="UntilAnswered">Seconds from then until all of these were answered.</param>
internal sealed record FailoverOutcome(double Before, double Meanwhile, double After, int Waiting, double UntilAnswered);

/// <summary>
/// Purchases on their way through a cluster: read by a gateway, in a message to the silo of their customer, decided, written in a group of that silo, flushed, answered. What waits goes
/// together, as in the product: messages to one silo while one is under way, and appends of one silo to one database.
/// </summary>
internal sealed class ClusterSimulation
{
    private const int LinesOfBatch = 500;
    private const int MostInMessage = 64;
    private const int MostInGroup = 512;
    private const int Committers = 3;
    private const int NextCommitterAt = MostInGroup / 8;

    private readonly ClusterTerms _terms;
    private readonly ClusterShape _shape;
    private readonly SimulatedTime _time;
    private readonly Servers[] _silos;
    private readonly Servers[] _databases;
    private readonly SharedFlush[] _flushes;
    private readonly Servers _gateway;
    private readonly Dictionary<(int Gateway, int Silo), Lane> _lanes = [];
    private readonly Dictionary<(int Silo, int Database), Line> _lines = [];
    private readonly List<double> _waits = [];
    private double _gatewayWork;
    private double _siloWork;
    private double _databaseWork;
    private long _answered;
    private long _groups;
    private long _grouped;
    private long _messages;
    private long _sent;
    private int? _gone;
    private bool _found;
    private readonly List<Action> _held = [];

    private ClusterSimulation(ClusterTerms terms, ClusterShape shape, int seed)
    {
        (_terms, _shape, _time) = (terms, shape, new(seed));
        var all = shape.IsOneMachine ? new Servers(_time, shape.Processors, terms.OthersShare) : null;
        _silos = Machines(shape.Silos);
        _databases = Machines(shape.Databases);
        _gateway = all ?? new(_time, shape.Processors);
        _flushes = [.. Enumerable.Range(0, shape.Databases).Select(_ => new SharedFlush(_time, terms.Flush, terms.FlushEach))];

        Servers[] Machines(int count) => [.. Enumerable.Range(0, count).Select(_ => all ?? new Servers(_time, shape.Processors))];
    }

    /// <summary>Simulates a cluster.</summary>
    /// <param name="terms">What work costs.</param>
    /// <param name="shape">The cluster.</param>
    /// <param name="least">So many purchases are measured at least, and four of each that is under way at once; after half as many that are not measured.</param>
    /// <param name="seed">Of the random numbers.</param>
    public static ClusterOutcome Run(ClusterTerms terms, ClusterShape shape, int least, int seed = 1) => new ClusterSimulation(terms, shape, seed).Run(least);

    private ClusterOutcome Run(int least)
    {
        for (var caller = 0; caller < _shape.Callers; caller++) Begin(caller % _shape.Silos, 1);
        for (var stream = 0; stream < _shape.Streams; stream++) Begin(stream % _shape.Silos, LinesOfBatch);
        var measured = Math.Max(least, 4 * (_shape.Callers + (_shape.Streams * LinesOfBatch)));
        _time.RunWhile(() => _answered < measured / 2);
        var since = _time.Now;
        (_answered, _groups, _grouped, _messages, _sent, _gatewayWork, _siloWork, _databaseWork) = (0, 0, 0, 0, 0, 0, 0, 0);
        _waits.Clear();
        foreach (var servers in _silos.Concat(_databases).Append(_gateway)) servers.Forget();
        _time.RunWhile(() => _answered < measured);
        _waits.Sort();
        return new(
            _answered / (_time.Now - since), At(0.5), At(0.99), _silos.Average(silo => silo.BusyShare(since)), _databases.Average(database => database.BusyShare(since)),
            _gatewayWork / _answered, _siloWork / _answered, _databaseWork / _answered, (double)_grouped / Math.Max(1, _groups), (double)_sent / Math.Max(1, _messages));

        double At(double share) => _waits.Count == 0 ? double.NaN : _waits[Math.Min(_waits.Count - 1, (int)(share * _waits.Count))];
    }

    /// <summary>Simulates a cluster of which a silo is gone: callers of its customers wait until the others have found out, and the silo's neighbour reads the customers again as they come.</summary>
    /// <param name="terms">What work costs.</param>
    /// <param name="shape">The cluster, of several silos with single purchases.</param>
    /// <param name="found">Seconds until the others have found out.</param>
    /// <param name="least">So many purchases are measured at least before the silo is gone.</param>
    /// <param name="seed">Of the random numbers.</param>
    public static FailoverOutcome Fail(ClusterTerms terms, ClusterShape shape, double found, int least, int seed = 1) => new ClusterSimulation(terms, shape, seed).Fail(found, least);

    private FailoverOutcome Fail(double found, int least)
    {
        var before = Run(least).PerSecond;
        _gone = _shape.Silos / 2;
        (_answered, var since) = (0, _time.Now);
        _time.RunWhile(() => _time.Now < since + found);
        var meanwhile = _answered / found;
        _found = true;
        (_answered, since) = (0, _time.Now);
        var (left, until) = (_held.Count, 0.0);
        foreach (var answered in _held)
            SendTo(_gone.Value, AnotherGateway(), () =>
            {
                if (--left == 0) until = _time.Now - since;
                answered();
            });
        _time.RunWhile(() => _time.Now < since + 1 || left > 0);
        return new(before, meanwhile, _answered / (_time.Now - since), _held.Count, until);
    }

    /// <summary>A caller sends a purchase, and the next one when it is answered; of a stream a batch is in work, while the next one has been sent already.</summary>
    private void Begin(int silo, int purchases, double? sentAt = null)
    {
        var (begun, sent, left) = (_time.Now, sentAt ?? _time.Now, purchases);
        // Callers of one machine do not come all at once again and again.
        var driving = purchases == 1 ? _terms.Driver * 2 * _time.Random.NextDouble() : 0;
        if (_shape.IsOneMachine) _gateway.Work(driving, Send);
        else _time.After(driving + _terms.Network, Send);

        void Send()
        {
            // Whose gateway is gone goes to another one.
            if (silo == _gone) silo = AnotherGateway();
            var gateway = _shape.HasOneGateway ? _gateway : _silos[silo];
            var reading = purchases * (purchases == 1 ? _terms.Post : _terms.Line);
            _gatewayWork += reading;
            gateway.Work(reading, () =>
            {
                if (silo == _gone)
                {
                    Begin(silo, purchases, begun);
                    return;
                }

                for (var at = 0; at < purchases; at++)
                {
                    var owner = purchases == 1 && _shape.CallsOwnSilo ? silo : _time.Random.Next(_shape.Silos);
                    SendTo(owner, silo, Answered);
                }
            });
        }

        void Answered()
        {
            _answered++;
            if (--left > 0) return;
            _waits.Add(_time.Now - sent);
            if (purchases > 1) Begin(silo, purchases, begun);
            else if (_shape.IsOneMachine) Begin(silo, purchases);
            else _time.After(_terms.Network, () => Begin(silo, purchases));
        }
    }

    /// <summary>A purchase goes from a gateway to the silo of its customer; to the neighbour of one that is gone.</summary>
    /// <param name="stretch">The silo that has the customer as long as it is there.</param>
    /// <param name="gateway">Where the purchase is; of no matter where there is one gateway.</param>
    /// <param name="answered">Goes on with the answer.</param>
    private void SendTo(int stretch, int gateway, Action answered)
    {
        var silo = stretch == _gone && _found ? Neighbour : stretch;
        if (silo == _gone) _held.Add(answered);
        else if (!_shape.HasOneGateway && silo == gateway) Take(silo, stretch, answered);
        else LaneOf(gateway, silo).Add(stretch, answered);
    }

    private int Neighbour => (_gone!.Value + 1) % _shape.Silos;

    private int AnotherGateway() => (_gone!.Value + 1 + _time.Random.Next(_shape.Silos - 1)) % _shape.Silos;

    /// <summary>Whether a silo is gone, with all that was on its way there: whoever waits sends once more.</summary>
    private bool IsGone(int silo, Action answered)
    {
        if (silo != _gone) return false;
        if (_found) SendTo(silo, AnotherGateway(), answered);
        else _held.Add(answered);
        return true;
    }

    /// <summary>A silo decides a purchase and has it written; a customer whom another silo had is read before.</summary>
    private void Take(int silo, int stretch, Action answered)
    {
        if (silo == stretch)
        {
            Decide();
            return;
        }

        var database = DatabaseOf(stretch);
        _siloWork += _terms.Recall;
        _databaseWork += _terms.RecallInDatabase;
        _silos[silo].Work(_terms.Recall, () => _time.After(_terms.Network, () => _databases[database].Work(_terms.RecallInDatabase, () => _time.After(_terms.Network, Decide))));

        void Decide()
        {
            if (IsGone(silo, answered)) return;
            _siloWork += _terms.Turn;
            _silos[silo].Work(_terms.Turn, () =>
            {
                if (!IsGone(silo, answered)) LineOf(silo, stretch).Add(answered);
            });
        }
    }

    private Lane LaneOf(int gateway, int silo)
    {
        var from = _shape.HasOneGateway ? -1 : gateway;
        if (!_lanes.TryGetValue((from, silo), out var lane)) _lanes.Add((from, silo), lane = new(this, from < 0 ? _gateway : _silos[from], silo));
        return lane;
    }

    /// <summary>Databases and silos lie side by side on a line, each kind evenly, and a silo has the customers of its stretch.</summary>
    private int DatabaseOf(int stretch) => _shape.SpreadsCustomers ? _time.Random.Next(_shape.Databases) : (int)((stretch + _time.Random.NextDouble()) * _shape.Databases / _shape.Silos);

    private Line LineOf(int silo, int stretch)
    {
        var database = DatabaseOf(stretch);
        if (!_lines.TryGetValue((silo, database), out var line)) _lines.Add((silo, database), line = new(this, silo, database));
        return line;
    }

    /// <summary>Purchases on their way from a gateway to a silo: one message at a time, and another where it would be full.</summary>
    private sealed class Lane(ClusterSimulation cluster, Servers sender, int silo)
    {
        private readonly Queue<(int Stretch, Action Answered)> _waiting = new();
        private int _underWay;

        public void Add(int stretch, Action answered)
        {
            _waiting.Enqueue((stretch, answered));
            if (_underWay == 0 || _waiting.Count >= MostInMessage) Send();
        }

        private void Send()
        {
            var message = new List<(int Stretch, Action Answered)>(Math.Min(_waiting.Count, MostInMessage));
            while (message.Count < MostInMessage && _waiting.TryDequeue(out var next)) message.Add(next);
            _underWay++;
            cluster._messages++;
            cluster._sent += message.Count;
            var (terms, left) = (cluster._terms, message.Count);
            var cost = terms.Message + (message.Count * terms.InMessage);
            cluster._gatewayWork += cost;
            cluster._siloWork += cost;
            sender.Work(cost, () => cluster._time.After(terms.Network, () => cluster._silos[silo].Work(cost, () =>
            {
                foreach (var (stretch, answered) in message)
                    cluster.Take(silo, stretch, () => cluster._time.After(terms.Network, () =>
                    {
                        answered();
                        if (--left > 0) return;
                        _underWay--;
                        if (_underWay == 0 && _waiting.Count > 0) Send();
                    }));
            })));
        }
    }

    /// <summary>What a silo has written to a database: a group at a time, and further ones at once where much waits.</summary>
    private sealed class Line(ClusterSimulation cluster, int silo, int database)
    {
        private readonly Queue<Action> _waiting = new();
        private int _committing;

        public void Add(Action answered)
        {
            _waiting.Enqueue(answered);
            if (_committing < Committers && _waiting.Count >= (_committing == 0 ? 1 : NextCommitterAt)) Commit();
        }

        private void Commit()
        {
            var group = new List<Action>(Math.Min(_waiting.Count, MostInGroup));
            while (group.Count < MostInGroup && _waiting.TryDequeue(out var next)) group.Add(next);
            _committing++;
            cluster._groups++;
            cluster._grouped += group.Count;
            var terms = cluster._terms;
            var writing = terms.GroupInDatabase + (group.Count * terms.Rows);
            cluster._siloWork += terms.Group;
            cluster._databaseWork += writing;
            cluster._silos[silo].Work(terms.Group, () => cluster._time.After(terms.Network, () => cluster._databases[database].Work(writing, () =>
                cluster._flushes[database].Commit(group.Count, () => cluster._time.After(terms.Network, () =>
                {
                    foreach (var answered in group)
                        if (!cluster.IsGone(silo, answered)) answered();
                    _committing--;
                    if (_waiting.Count >= (_committing == 0 ? 1 : NextCommitterAt)) Commit();
                })))));
        }
    }
}
