from setuptools import setup

setup(name="service", version="1.0.0", py_modules=["service"], entry_points={"console_scripts": ["serve = service:main"]})
