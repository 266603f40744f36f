"""A simulation of many phones, one server and everything that goes wrong between them, drawn from a seed. See docs/reliability.md.

The phones are the browser's own modules (static/js) in Node, the server is the real `sync` package over SQLite; what is simulated is
what surrounds them: network, clocks, disks, power, people. `make faults SEEDS=1000` runs schedules, `make faults SEED=17` tells one line
by line, `PLANT=all` shows that bugs planted on purpose are found.

    schedule  a seed becomes what happens when                     deeds   what each event does to the world
    world     one schedule, run: the agenda of what comes next     phone, watch   what is known of one phone, and owed to its owner
    network   what becomes of a question and of its answer         post   carries them
    server    the engine behind a few endpoints                    fragile   its database, which fails at any statement
    domain    what the engine serves here                          desk   a second writer
    host      the pipe to tests/js/faults, where the phones are: tasks (whose turn it is), disk, subtle, phone, presses
    laws, record_laws   what must hold at the end                  plants   bugs to be found
    runner, __main__    many of them                               words   how a trace tells it

The same seed gives the same schedule, the same order of every task on every phone, the same keys and sealed bytes, and the same trace
hash. Only ECDSA signatures differ from run to run; they and what contains them (receipts, cursors) stand in no trace.
"""
