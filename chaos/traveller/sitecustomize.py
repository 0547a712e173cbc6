"""Python runs this as it starts: its clock goes on from CHAOS_SHIFT seconds away from the real one."""

import os
import time

import time_machine

if shift := os.environ.get("CHAOS_SHIFT"):
    time_machine.travel(time.time() + float(shift), tick=True).start()
