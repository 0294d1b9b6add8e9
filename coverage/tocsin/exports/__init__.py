"""Exports: files for the programs that people have already (maps, globes, graphs, tables).

What is exported is made once, as layers; a format is a module that writes them.
"""
