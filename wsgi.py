"""The WSGI application, for a server other than `fieldform serve`. The settings are those of fieldform/config.py.

The pages and the way in alone: here no alert is mailed, the log of looks is not anchored and no journal is written. `fieldform serve` does
all that by itself.
"""

from fieldform.app import create_app
from fieldform.config import Config
from fieldform.database import open_database
from fieldform.keys_folder import load_keys

config = Config.from_env()
keys = load_keys(config.keys_folder)
open_database(config, keys.database_key)

application = create_app(config, keys)
